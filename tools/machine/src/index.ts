// SPDX-License-Identifier: BSD-3-Clause
// Running images.
export * from './model.js';
export { chooseAccel, probeKvm, type Verdict } from './kvm/probe.js';
export { GDB_PORT, gdbLine } from './gdb.js';
export { choosePort, choosePorts, parsePort } from './ports.js';
export { commandText, dryRunText, imageRunner, launchOf, runImage, type ImageRunner } from './run-image.js';
export { prepare } from './scratch.js';
export { runTests, type CrashTest, type TestReport, type TestRun } from './test-image.js';
export { chromeTrace } from './trace/chrome.js';
export { readTrace, type Trace } from './trace/events.js';
export { traceTap, type TraceTap } from './trace/tap.js';
export type { TestCase } from './tap.js';
