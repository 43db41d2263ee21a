/* SPDX-License-Identifier: BSD-3-Clause */
/* The contract of a transport, with an rng of the host behind it. Skipped where the machine has none of its kind. */
#include <unicore/clock.h>
#include <unicore/pagealloc.h>
#include <unicore/sched.h>
#include <unicore/string.h>
#include <unicore/test.h>
#include <unicore/virtq.h>

static struct uc_virtio_device *rng;
static struct uc_virtq queue;
static struct uc_waitq wake;
static unsigned interrupts;

static void interrupted(struct uc_virtq *of)
{
	(void)of;
	interrupts++;
	uc_waitq_wake_all(&wake, 0);
}

static bool find(void)
{
	static const char driver[] = "test";
	if (!rng)
		rng = uc_virtio_claim(UC_VIRTIO_RNG, driver);
	if (!rng)
		uc_test_skip("this machine has no such device");
	return rng != NULL;
}

UC_TEST(a_device_is_brought_up)
{
	const struct uc_virtio_transport *transport;
	if (!find())
		return;
	transport = rng->transport;
	UC_CHECK(strlen(rng->place) > 0);
	UC_REQUIRE(uc_virtio_negotiate(rng, 0) == 0);
	UC_CHECK(uc_virtio_has(rng, UC_VIRTIO_VERSION_1));
	UC_CHECK_EQUAL(transport->status(rng), UC_VIRTIO_ACKNOWLEDGE | UC_VIRTIO_DRIVER | UC_VIRTIO_FEATURES_OK);
	UC_CHECK(transport->queue_limit(rng, 0) >= 2);
	UC_CHECK_EQUAL(transport->queue_limit(rng, 1), 0);
	UC_CHECK_EQUAL(transport->queue_limit(rng, 0xfff0), 0);
	/* An rng has no configuration. */
	UC_CHECK_EQUAL(transport->read_config(rng, 0x10000, 4), 0);
	UC_CHECK_EQUAL(transport->generation(rng), transport->generation(rng));
	uc_virtio_give_up(rng);
	UC_CHECK_EQUAL(transport->status(rng), 0);
	rng->broken = false;
}

/** One request, waited for by interrupt alone. */
static bool get(uint8_t *shared)
{
	const struct uc_virtq_piece piece = {shared, 64};
	uint64_t deadline_ns = uc_clock_monotonic_ns() + 5 * UC_NS_PER_SECOND;
	unsigned before = interrupts, sum = 0;
	uint32_t written = 0;
	memset(shared, 0, 64);
	if (uc_virtq_put(&queue, &piece, 0, 1, NULL, shared) < 0)
		return false;
	(void)uc_virtq_ask(&queue, 1);
	uc_virtq_kick(&queue);
	UC_CHECK_EQUAL(UC_WAIT_EVENT(&wake, interrupts > before, deadline_ns, false), 0);
	UC_CHECK(uc_virtq_take(&queue, &written) == shared && written > 0 && written <= 64);
	for (unsigned n = 0; n < written; n++)
		sum += shared[n];
	return sum > 0;
}

UC_TEST(requests_are_answered_by_interrupt)
{
	if (!find())
		return;
	uc_waitq_init(&wake);
	queue.interrupt = interrupted;
	uint8_t *shared = uc_pages_alloc(1);
	UC_REQUIRE(shared && uc_virtio_negotiate(rng, 0) == 0);
	UC_REQUIRE(rng->transport->interrupts(rng, 1) == 0);
	UC_REQUIRE(uc_virtq_start(&queue, rng, 0, 8) == 0);
	uc_virtio_start(rng);
	for (unsigned n = 0; n < 20; n++)
		UC_CHECK(get(shared));
	UC_CHECK(interrupts >= 20 && rng->interrupts >= 20);
	UC_CHECK_EQUAL(queue.kicks, 20);
	uc_virtio_give_up(rng);
	uc_virtq_free(&queue);
	uc_pages_free(shared, 1);
	rng->broken = false;
}
