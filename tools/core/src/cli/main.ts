// SPDX-License-Identifier: BSD-3-Clause
// The command moved to tools/nx; this path still starts it.
await import(new URL('../../../nx/dist/cli/main.js', import.meta.url).href);
export {};
