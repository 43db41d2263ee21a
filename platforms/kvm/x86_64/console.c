/* SPDX-License-Identifier: BSD-3-Clause */
/* The first serial port: output polled, input told by interrupt. Texas Instruments TL16C550C data sheet, section
 * "Principles of operation". */
#include "kvm.h"
#include <metal/cpu.h>

#define PORT 0x3f8
#define DATA (PORT + 0)
#define INTERRUPTS (PORT + 1)
#define FIFO (PORT + 2)
#define LINE (PORT + 3)
#define MODEM (PORT + 4)
#define STATUS (PORT + 5)

#define FIFO_ON_AND_CLEAR 0x07
#define FIFO_BYTES 16
#define LINE_8N1 0x03
#define LINE_DIVISOR 0x80
#define DIVISOR_115200 1
#define MODEM_READY 0x03      /* DTR, RTS */
#define MODEM_INTERRUPTS 0x08 /* OUT2, which PCs put between the port and the interrupt controller */
#define INTERRUPTS_INPUT 0x01
#define STATUS_INPUT 0x01
#define STATUS_FIFO_EMPTY 0x20
#define STATUS_NOBODY 0xff /* what a port that is not there reads as */

void uc_kvm_console_init(void)
{
	cpu_out8(INTERRUPTS, 0);
	cpu_out8(LINE, LINE_DIVISOR);
	cpu_out8(DATA, DIVISOR_115200);
	cpu_out8(INTERRUPTS, 0);
	cpu_out8(LINE, LINE_8N1);
	cpu_out8(FIFO, FIFO_ON_AND_CLEAR);
	cpu_out8(MODEM, MODEM_READY);
}

/* QEMU's ends of the wire (a terminal, a file) take "\n" as it is. */
void uc_plat_console_write(const char *text, size_t bytes)
{
	while (bytes > 0) {
		size_t now = bytes < FIFO_BYTES ? bytes : FIFO_BYTES;
		while ((cpu_in8(STATUS) & STATUS_FIFO_EMPTY) == 0)
			;
		cpu_out8_all(DATA, text, now);
		text += now;
		bytes -= now;
	}
}

static void (*on_input)(void);

static void tell_input(void)
{
	cpu_out8(INTERRUPTS, 0);
	on_input();
}

int uc_plat_on_console_input(void (*handler)(void))
{
	on_input = handler;
	uc_kvm_device_route(KVM_DEVICE_CONSOLE, KVM_PIN_CONSOLE, false, tell_input);
	cpu_out8(MODEM, MODEM_READY | MODEM_INTERRUPTS);
	return 0;
}

long uc_plat_console_read(char *buffer, size_t bytes)
{
	size_t count = 0;
	while (count < bytes) {
		uint8_t status = cpu_in8(STATUS);
		if (status == STATUS_NOBODY)
			return count > 0 ? (long)count : -EIO;
		if ((status & STATUS_INPUT) == 0) {
			/* Who found nothing wants to be told; a byte that has come since makes an interrupt at once. */
			if (count == 0 && on_input)
				cpu_out8(INTERRUPTS, INTERRUPTS_INPUT);
			break;
		}
		buffer[count++] = (char)cpu_in8(DATA);
	}
	return (long)count;
}
