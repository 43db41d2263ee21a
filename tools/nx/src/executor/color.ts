// SPDX-License-Identifier: BSD-3-Clause
// Whether the user's terminal shows colours: executors run behind a pipe and cannot see it. Nx forces colours on all of them.

/** Environment variable; set before tasks run. */
export const COLOR = 'UNICORE_COLOR';

export const wantsColor = (): boolean => process.env[COLOR] === '1';
