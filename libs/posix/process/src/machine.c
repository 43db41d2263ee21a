/* SPDX-License-Identifier: BSD-3-Clause */
/* The machine as the process sees it: uname, sysinfo, usage. */
#include <stdint.h>
#include <unicore/clock.h>
#include <unicore/compiler.h>
#include <unicore/pagealloc.h>
#include <unicore/string.h>
#include <unicore/syscall.h>

#define EFAULT 14
#define EINVAL 22

#define NAME_BYTES 65

static char host_name[NAME_BYTES] = "unicore";
static char domain_name[NAME_BYTES] = "(none)";

struct names {
	char system[NAME_BYTES], node[NAME_BYTES], release[NAME_BYTES], version[NAME_BYTES], machine[NAME_BYTES],
		domain[NAME_BYTES];
};

/* The system is "Linux" because its ABI is what programs ask for when they look; the version tells the truth. */
UC_SYSCALL1(uname, struct names *, names)
{
	static const struct names constant = {
		.system = "Linux",
		.release = "5.10.0",
		.version = "Unicore",
		.machine = UC_MACHINE,
	};
	if (!names)
		return -EFAULT;
	*names = constant;
	memcpy(names->node, host_name, NAME_BYTES);
	memcpy(names->domain, domain_name, NAME_BYTES);
	return 0;
}

static long set_name(char *name, const char *text, size_t bytes)
{
	if (bytes >= NAME_BYTES)
		return -EINVAL;
	memset(name, 0, NAME_BYTES);
	memcpy(name, text, bytes);
	return 0;
}

UC_SYSCALL2(sethostname, const char *, text, size_t, bytes)
{
	return set_name(host_name, text, bytes);
}

UC_SYSCALL2(setdomainname, const char *, text, size_t, bytes)
{
	return set_name(domain_name, text, bytes);
}

struct system_information {
	int64_t uptime_seconds;
	uint64_t loads[3];
	uint64_t total, free, shared, buffers, swap_total, swap_free;
	uint16_t processes, padding;
	uint64_t high_total, high_free;
	uint32_t unit_bytes;
};

UC_SYSCALL1(sysinfo, struct system_information *, information)
{
	if (!information)
		return -EFAULT;
	*information = (struct system_information){
		.uptime_seconds = (int64_t)(uc_clock_monotonic_ns() / UC_NS_PER_SECOND),
		.total = uc_pages_total(),
		.free = uc_pages_free_count(),
		.processes = 1,
		.unit_bytes = UC_PAGE_BYTES,
	};
	return 0;
}

struct usage {
	int64_t user_seconds, user_microseconds, system_seconds, system_microseconds;
	int64_t other[14];
};

#define RUSAGE_CHILDREN (-1)
#define RUSAGE_THREAD 1

UC_SYSCALL2(getrusage, int, who, struct usage *, usage)
{
	if (who < RUSAGE_CHILDREN || who > RUSAGE_THREAD)
		return -EINVAL;
	if (!usage)
		return -EFAULT;
	uint64_t ns = who == RUSAGE_CHILDREN ? 0 : uc_clock_monotonic_ns();
	*usage = (struct usage){
		.user_seconds = (int64_t)(ns / UC_NS_PER_SECOND),
		.user_microseconds = (int64_t)(ns % UC_NS_PER_SECOND / 1000),
	};
	return 0;
}

#define PR_SET_DUMPABLE 4
#define PR_GET_DUMPABLE 3
#define PR_SET_NAME 15
#define PR_GET_NAME 16
#define PR_SET_NO_NEW_PRIVS 38

/* Names are accepted and given back; dumps do not exist. */
UC_SYSCALL2(prctl, int, operation, long, argument)
{
	static char name[16];
	switch (operation) {
	case PR_SET_NAME:
		for (size_t i = 0; i < sizeof name - 1; i++)
			if (!(name[i] = ((const char *)argument)[i]))
				break;
		return 0;
	case PR_GET_NAME:
		memcpy((char *)argument, name, sizeof name);
		return 0;
	case PR_SET_DUMPABLE:
	case PR_GET_DUMPABLE:
	case PR_SET_NO_NEW_PRIVS:
		return 0;
	default:
		return -EINVAL;
	}
}
