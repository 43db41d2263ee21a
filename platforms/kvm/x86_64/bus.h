/* SPDX-License-Identifier: BSD-3-Clause */
/* What the files share that are linked only into images with devices. */
#ifndef KVM_BUS_H
#define KVM_BUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicore/bus.h>

enum uc_kvm_window_use {
	UC_KVM_WINDOW_READ,  /* tables in memory: cached, read-only */
	UC_KVM_WINDOW_DEVICE /* registers: uncached, read-write */
};

/**
 * Shows physical addresses at other virtual ones; for good, and once for each page however often it is asked for. NULL:
 * they lie beyond what the CPU can address, or there is no room, or no memory for page tables. Thread context.
 */
void *uc_kvm_window(uint64_t physical, size_t bytes, enum uc_kvm_window_use use);

/** Whether the loader's map, or this image, has memory anywhere in [`start`, `end`). Thread context. */
bool uc_kvm_has_memory(uint64_t start, uint64_t end);

/** Finds a free vector and makes it call the handler. Returns the vector or -ENOSPC. Thread context. */
int uc_kvm_vector_attach(uc_bus_handler *handler, void *argument);

/** Gives a vector another handler. Thread context. */
void uc_kvm_vector_change(int vector, uc_bus_handler *handler, void *argument);

/** The next "virtio_mmio.device=BYTES@ADDRESS:WIRE" at or after `*line`, which is moved on. Any context. */
bool uc_kvm_mmio_word(const char **line, struct uc_bus_mmio *place);

#endif
