/* SPDX-License-Identifier: BSD-3-Clause */
/* What the host says of itself by CPUID: leaves from 0x40000000 on, as VMware, KVM and QEMU agree on them. */
#include "kvm.h"
#include <metal/cpu.h>

#define CPUID_HYPERVISOR (1u << 31) /* leaf 1, ecx */
#define FIRST_LEAF 0x40000000u

struct cpu_id uc_kvm_hypervisor_leaf(uint32_t offset)
{
	struct cpu_id none = {0};
	if ((cpu_id(1).ecx & CPUID_HYPERVISOR) == 0)
		return none;
	return cpu_id(FIRST_LEAF).eax >= FIRST_LEAF + offset ? cpu_id(FIRST_LEAF + offset) : none;
}

bool uc_kvm_is_kvm(void)
{
	struct cpu_id id = uc_kvm_hypervisor_leaf(0);
	return id.ebx == 0x4b4d564b && id.ecx == 0x564b4d56 && id.edx == 0x4d; /* "KVMKVMKVM" */
}
