/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A real interface of the host, in a network namespace that the image makes for itself: it needs no privilege where the
 * host lets everybody have namespaces.
 */
#include <unicore/clock.h>
#include <unicore/errno.h>
#include <unicore/linuxu.h>
#include <unicore/netdev.h>
#include <unicore/sched.h>
#include <unicore/string.h>
#include <unicore/test.h>

int tap_make(const char *name, size_t bytes, const uint8_t address[UC_ETHERNET_ADDRESS_BYTES]);

enum { HOST_IOCTL = 16, HOST_SOCKET = 41, HOST_UNSHARE = 272 };
enum { SIOCSIFFLAGS = 0x8914, SIOCSIFADDR = 0x8916, IFF_UP_RUNNING = 0x41 };
#define NEW_NAMESPACES 0x50000000L /* CLONE_NEWUSER | CLONE_NEWNET */

static const uint8_t own[6] = {2, 0, 0, 0, 0, 9};
static unsigned frames, answers, done, wrong;
static volatile bool told;

static void ready(struct uc_netdev_user *user)
{
	(void)user;
	told = true;
}

static void received(struct uc_netdev_user *user, struct uc_net_buffer *frame, const struct uc_net_offload *offload)
{
	(void)user;
	(void)offload;
	frames++;
	wrong += frame->next != NULL || frame->bytes < 42;
	/* An ARP reply (RFC 826) of 10.98.0.1 to us. */
	static const uint8_t from[4] = {10, 98, 0, 1};
	if (frame->data[12] == 8 && frame->data[13] == 6 && frame->data[21] == 2)
		answers += memcmp(frame->data, own, 6) == 0 && memcmp(frame->data + 28, from, 4) == 0 &&
			   frame->bytes == 42;
	frame->release(frame);
}

static void sent(struct uc_netdev_user *user, void *cookie)
{
	(void)user;
	done += cookie == &done;
}

/* struct ifreq with an address or flags. */
struct request {
	char name[16];
	union {
		int16_t flags;
		uint8_t address[24];
	};
};

static long bring_up(void)
{
	struct request address = {"uctest0", {.address = {2, 0, 0, 0, 10, 98, 0, 1}}};
	struct request flags = {"uctest0", {.flags = IFF_UP_RUNNING}};
	long socket = uc_host_syscall(HOST_SOCKET, 2, 2, 0, 0, 0, 0);
	long error = uc_host_syscall(HOST_IOCTL, socket, SIOCSIFADDR, (long)&address, 0, 0, 0);
	return error ? error : uc_host_syscall(HOST_IOCTL, socket, SIOCSIFFLAGS, (long)&flags, 0, 0, 0);
}

static void poll_until(struct uc_netdev *device, const unsigned *count, unsigned wanted)
{
	uint64_t end = uc_clock_monotonic_ns() + 5 * UC_NS_PER_SECOND;
	while (*count < wanted && uc_clock_monotonic_ns() < end) {
		device->operations->poll(device, 16);
		uc_sleep_until(uc_clock_monotonic_ns() + UC_NS_PER_MS, false);
	}
}

static int ask(struct uc_netdev *device)
{
	static const uint8_t head[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 9, 8, 6};
	static const uint8_t body[] = {0,  1,  8, 0, 6, 4, 0, 1, 2, 0, 0,  0,  0, 9,
				       10, 98, 0, 2, 0, 0, 0, 0, 0, 0, 10, 98, 0, 1};
	const struct uc_net_fragment fragments[] = {{head, sizeof head}, {body, sizeof body}};
	const struct uc_net_packet packet = {.fragments = fragments, .count = 2, .cookie = &done};
	return device->operations->transmit(device, &packet);
}

/* As many packets as may wait to be told of; then there is no room until somebody asks. */
static void fill(struct uc_netdev *device)
{
	unsigned before = done, count = 0;
	while (count < 1000 && ask(device) == 0)
		count++;
	UC_CHECK_EQUAL(count, 256);
	UC_CHECK_EQUAL(ask(device), -EAGAIN);
	UC_CHECK_EQUAL(done, before);
	device->operations->poll(device, 1000);
	UC_CHECK_EQUAL(done, before + count);
	UC_CHECK_EQUAL(ask(device), 0);
}

UC_TEST(frames_cross_to_the_host_and_back)
{
	static struct uc_netdev_user user = {.ready = ready, .received = received, .sent = sent};
	UC_REQUIRE(uc_device_next(UC_DEVICE_NET, NULL) == NULL); /* the command line names no interface */
	if (uc_host_syscall(HOST_UNSHARE, NEW_NAMESPACES, 0, 0, 0, 0, 0) < 0) {
		uc_test_skip("the host gives no network namespace");
		return;
	}
	int error = tap_make("uctest0", 7, own);
	if (error == -ENOENT || error == -EACCES || error == -EPERM) {
		uc_test_skip("the host gives no tap");
		return;
	}
	UC_REQUIRE(error == 0);
	struct uc_device *found = uc_device_find("net0");
	UC_REQUIRE(found != NULL);
	struct uc_netdev *device = (struct uc_netdev *)found;
	UC_CHECK_EQUAL(device->operations->open(device, &user), 0);
	UC_CHECK_EQUAL(device->operations->open(device, &user), -EBUSY);
	UC_REQUIRE(bring_up() == 0);
	UC_CHECK_EQUAL(ask(device), 0);
	poll_until(device, &answers, 1);
	UC_CHECK_EQUAL(answers, 1);
	UC_CHECK_EQUAL(done, 1);
	UC_CHECK_EQUAL(wrong, 0);
	UC_CHECK_EQUAL(device->counts.sent, 1);
	UC_CHECK(device->counts.received >= 1);
	/* The next one is told of without asking: the image only sleeps. */
	device->operations->poll(device, 16);
	told = false;
	UC_CHECK_EQUAL(ask(device), 0);
	uint64_t end = uc_clock_monotonic_ns() + 5 * UC_NS_PER_SECOND;
	while (!told && uc_clock_monotonic_ns() < end)
		uc_sleep_until(uc_clock_monotonic_ns() + 10 * UC_NS_PER_MS, false);
	UC_CHECK(told);
	poll_until(device, &answers, 2);
	UC_CHECK_EQUAL(answers, 2);
	device->operations->poll(device, 16);
	fill(device);
}
