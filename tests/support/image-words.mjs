// SPDX-License-Identifier: BSD-3-Clause
// What an image is told on its command line about its network.

/** Static addresses at the tap of `link`. */
export const imageWords = (link) => [
  `uc.net0.address=${link.guest}/${link.bits}`,
  `uc.net0.gateway=${link.host}`,
  `uc.net0.address6=${link.guest6}/${link.bits6}`,
];
