// SPDX-License-Identifier: BSD-3-Clause
// Bytes of nginx's images, stripped and without pages, with the peer's modules.
import { statSync } from 'node:fs';

const SIZES = [
  { key: 'many', what: '49 modules (here 51)', peer: 1027680, bar: 750000 },
  { key: 'small', what: '20 modules', peer: 672216, bar: 450000 },
];

const thousands = (count) => count.toLocaleString('en-US');

export const measureSizes = (images) => Object.fromEntries(SIZES.map(({ key }) => [key, statSync(images[key]).size]));

export const rowsOfSizes = (sizes) =>
  SIZES.map(({ key, what, peer, bar }) => ({
    what: `nginx kvm-x86_64, ${what}: stripped image without pages`,
    peer: `Unikraft ${thousands(peer)} bytes`,
    here: `${thousands(sizes[key])} bytes`,
    bar: `≤ ${thousands(bar)}`,
    met: sizes[key] <= bar,
  }));
