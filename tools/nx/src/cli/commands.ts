// SPDX-License-Identifier: BSD-3-Clause
// The commands by name. Each module is loaded when its command runs (or for --help).
import type { Command } from './command.js';

export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  build: async () => (await import('./build.js')).buildCommand,
  run: async () => (await import('./run.js')).runCommand,
  test: async () => (await import('./test.js')).testCommand,
  'test-all': async () => (await import('./test.js')).testAllCommand,
  size: async () => (await import('./size.js')).sizeCommand,
  why: async () => (await import('./ask.js')).whyCommand,
  options: async () => (await import('./ask.js')).optionsCommand,
  'why-not': async () => (await import('./why-not.js')).whyNotCommand,
  whatif: async () => (await import('./build-questions.js')).whatifCommand,
  'why-rebuilt': async () => (await import('./build-questions.js')).whyRebuiltCommand,
  'why-size': async () => (await import('./build-questions.js')).whySizeCommand,
  menuconfig: async () => (await import('./menuconfig.js')).menuconfigCommand,
  config: async () => (await import('./config.js')).configCommand,
  'upgrade-report': async () => (await import('./upgrade.js')).upgradeCommand,
  query: async () => (await import('./query.js')).queryCommand,
  kconfig: async () => (await import('./kconfig.js')).kconfigCommand,
  plan: async () => (await import('./plan.js')).planCommand,
  list: async () => (await import('./ask.js')).listCommand,
  lint: async () => (await import('./lint.js')).lintCommand,
  licenses: async () => (await import('./licenses.js')).licensesCommand,
  verify: async () => (await import('./verify.js')).verifyCommand,
  eject: async () => (await import('./eject.js')).ejectCommand,
  doctor: async () => (await import('./doctor.js')).doctorCommand,
};
