/* SPDX-License-Identifier: BSD-3-Clause */
/* Bringing devices up, also those that do not want to; the configuration; who claims what. */
#include "device.h"
#include <unicore/errno.h>

UC_TEST(features_are_what_both_have)
{
	uc_model_init(&model, UC_VIRTIO_RNG, UC_VIRTIO_VERSION_1 | UC_VIRTIO_INDIRECT | 0x7);
	model.status = 0xff;
	UC_CHECK_EQUAL(uc_virtio_negotiate(&model.device, 0xc), 0);
	UC_CHECK_EQUAL(model.driver_wants, UC_VIRTIO_VERSION_1 | UC_VIRTIO_INDIRECT | 0x4);
	UC_CHECK_EQUAL(model.device.features, model.driver_wants);
	UC_CHECK_EQUAL(model.status, UC_VIRTIO_ACKNOWLEDGE | UC_VIRTIO_DRIVER | UC_VIRTIO_FEATURES_OK);
	uc_virtio_start(&model.device);
	UC_CHECK(model.status & UC_VIRTIO_DRIVER_OK);
	UC_CHECK(uc_virtio_has(&model.device, 0x4) && !uc_virtio_has(&model.device, 0x8));
}

UC_TEST(devices_that_refuse)
{
	uc_model_init(&model, UC_VIRTIO_RNG, 0x7);
	UC_CHECK_EQUAL(uc_virtio_negotiate(&model.device, 7), -ENODEV);
	uc_model_init(&model, UC_VIRTIO_RNG, UC_VIRTIO_VERSION_1);
	model.refuses = true;
	UC_CHECK_EQUAL(uc_virtio_negotiate(&model.device, 0), -ENODEV);
	uc_model_init(&model, UC_VIRTIO_RNG, UC_VIRTIO_VERSION_1);
	model.stuck = true;
	model.status = UC_VIRTIO_ACKNOWLEDGE;
	UC_CHECK_EQUAL(uc_virtio_negotiate(&model.device, 0), -EIO);
}

UC_TEST(the_configuration_is_read_whole)
{
	uint8_t bytes[8];
	uc_model_init(&model, UC_VIRTIO_RNG, UC_VIRTIO_VERSION_1);
	for (unsigned n = 0; n < 8; n++)
		model.config[8 + n] = (uint8_t)(n + 1);
	UC_CHECK_EQUAL(uc_virtio_config_number(&model.device, 8, 8, 0), 0x0807060504030201);
	UC_CHECK_EQUAL(uc_virtio_config_number(&model.device, 12, 4, 0), 0x08070605);
	UC_CHECK_EQUAL(uc_virtio_config_number(&model.device, 10, 2, 0), 0x0403);
	UC_CHECK_EQUAL(uc_virtio_config(&model.device, 9, bytes, 3, 1), 0);
	UC_CHECK(bytes[0] == 2 && bytes[2] == 4);
	model.restless = true;
	UC_CHECK_EQUAL(uc_virtio_config(&model.device, 9, bytes, 3, 1), -EIO);
	UC_CHECK_EQUAL(uc_virtio_config_number(&model.device, 10, 2, 77), 77);
}

UC_TEST(each_device_has_one_driver)
{
	static struct uc_model first, second;
	static int driver;
	uc_model_init(&first, UC_VIRTIO_9P, 0);
	uc_model_init(&second, UC_VIRTIO_9P, 0);
	UC_CHECK(uc_virtio_claim(UC_VIRTIO_9P, &driver) == NULL);
	uc_virtio_add(&first.device);
	uc_virtio_add(&second.device);
	UC_CHECK(uc_virtio_claim(UC_VIRTIO_9P, &driver) == &first.device);
	UC_CHECK(uc_virtio_claim(UC_VIRTIO_9P, &driver) == &second.device);
	UC_CHECK(uc_virtio_claim(UC_VIRTIO_9P, &driver) == NULL);
}
