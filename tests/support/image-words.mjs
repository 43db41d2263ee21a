// SPDX-License-Identifier: BSD-3-Clause
// What an image is told on its command line about its network.

/** Static addresses at the tap of `link`. */
export const imageWords = (link) => [
  `uc.net0.address=${link.guest}/${link.bits}`,
  `uc.net0.address=${link.guest6}/${link.bits6}`,
  `uc.net0.gateway=${link.host}`,
];
