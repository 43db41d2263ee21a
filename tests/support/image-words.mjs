// SPDX-License-Identifier: BSD-3-Clause
// What an image is told on its command line about its network.

/** Static addresses at the tap of `link`. */
export const imageWords = (link) => [
  `net.ip=${link.guest}/${link.bits}`,
  `net.gateway=${link.host}`,
  `net.ip6=${link.guest6}/${link.bits6}`,
];
