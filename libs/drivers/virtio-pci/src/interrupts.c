/* SPDX-License-Identifier: BSD-3-Clause */
/* Messages for the configuration (0) and the queues (1 …), or the pin: VIRTIO 1.2, 4.1.5.1.2 and 4.1.5.3. */
#include "pci.h"
#include <unicore/errno.h>

static void on_config(void *argument)
{
	struct pci_device *pci = argument;
	pci->virtio.interrupts++;
	uc_virtio_config_interrupt(&pci->virtio);
}

static void on_queues(void *argument)
{
	struct pci_device *pci = argument;
	pci->virtio.interrupts++;
	uc_virtio_queues_interrupt(&pci->virtio);
}

static void on_queue(void *argument)
{
	struct uc_virtq *queue = argument;
	queue->device->interrupts++;
	if (queue->interrupt)
		queue->interrupt(queue);
}

static void on_pin(void *argument)
{
	struct pci_device *pci = argument;
	/* Reading takes the interrupt back. The wire is another device's too. */
	uint32_t causes = part_read(&pci->interrupt, 0, 1);
	if (causes == 0 || pci->virtio.broken)
		return;
	pci->virtio.interrupts++;
	if (causes & INTERRUPT_CONFIG)
		uc_virtio_config_interrupt(&pci->virtio);
	if (causes & INTERRUPT_USED)
		uc_virtio_queues_interrupt(&pci->virtio);
}

static int take_config_message(struct pci_device *pci)
{
	int result = uc_pci_message_attach(pci->function, 0, on_config, pci);
	if (result < 0)
		return result;
	part_write(&pci->common, COMMON_CONFIG_MESSAGE, 2, 0);
	return part_read(&pci->common, COMMON_CONFIG_MESSAGE, 2) == 0 ? 0 : -EIO;
}

int pci_interrupts(struct uc_virtio_device *device, unsigned queues)
{
	struct pci_device *pci = pci_of(device);
	unsigned messages = uc_pci_messages(pci->function);
	if (messages < 2) {
		pci->messages = 0;
		return pci->interrupt.registers ? uc_pci_pin_attach(pci->function, on_pin, pci) : -EINVAL;
	}
	pci->messages = 1;
	pci->message_a_queue = messages > queues;
	return take_config_message(pci);
}

int pci_queue_interrupt(struct pci_device *pci, struct uc_virtq *queue)
{
	if (pci->messages == 0)
		return 0;
	unsigned message = pci->messages;
	int result = 0;
	if (!pci->message_a_queue && message > 1)
		message = 1;
	else if (pci->message_a_queue)
		result = uc_pci_message_attach(pci->function, message, on_queue, queue);
	else
		result = uc_pci_message_attach(pci->function, message, on_queues, pci);
	if (result < 0)
		return result;
	pci->messages = message + 1;
	queue->message = (uint16_t)message;
	part_write(&pci->common, COMMON_QUEUE_MESSAGE, 2, message);
	return part_read(&pci->common, COMMON_QUEUE_MESSAGE, 2) == message ? 0 : -EIO;
}
