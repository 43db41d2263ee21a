// SPDX-License-Identifier: BSD-3-Clause
// Names that the graph, the hooks and nx.json share.

/** Everything that is built, tested or asked: one name, so that all tasks of a run share a process. */
export const EXECUTOR = '@unicore/nx:unicore';

/** An image with the terminal's input and output. */
export const RUN_EXECUTOR = '@unicore/nx:run';

/** Environment variable: the configuration that was asked for of several projects; set before tasks are hashed. */
export const ASKED = 'UNICORE_CONFIGURATION';
