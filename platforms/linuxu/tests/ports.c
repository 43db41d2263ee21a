/* SPDX-License-Identifier: BSD-3-Clause */
/* Ports as the manifest's test arguments pair them: "uc.port=8080:80" "uc.port=8443:443". */
#include <unicore/linuxu.h>
#include <unicore/test.h>

UC_TEST(ports_are_mapped)
{
	UC_CHECK_EQUAL(uc_host_port(80), 8080);
	UC_CHECK_EQUAL(uc_host_port(443), 8443);
	UC_CHECK_EQUAL(uc_host_port(8080), 8080);
	UC_CHECK_EQUAL(uc_host_port_reverse(8080), 80);
	UC_CHECK_EQUAL(uc_host_port_reverse(8443), 443);
	UC_CHECK_EQUAL(uc_host_port_reverse(1), 1);
}
