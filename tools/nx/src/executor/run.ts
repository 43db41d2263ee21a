// SPDX-License-Identifier: BSD-3-Clause
// The executor of `run`: the image that `build` made, with the terminal's input and output.
import type { ExecutorContext } from '@nx/devkit';
import { renderDiagnostic } from '@unicore/core/diagnostic-text.js';
import { UnicoreError, type Diagnostic } from '@unicore/core/diagnostic.js';
import { runBuilt } from '../cli/run.js';
import type { FlagValues } from '../cli/command.js';
import { skippedReason } from './batch.js';
import { leaveStatus } from '../status-file.js';
import { wantsColor } from './color.js';

export interface RunOptions {
  readonly target: string;
  readonly port?: string | string[];
  readonly tap?: string | string[];
  readonly mac?: string;
  readonly address?: string | string[];
  readonly gateway?: string;
  readonly disk?: string | string[];
  readonly share?: string | string[];
  readonly memory?: string;
  readonly machine?: string;
  readonly accel?: string;
  readonly initrd?: string;
  readonly timeout?: number;
  readonly rootfs?: string;
  readonly gdb?: boolean | number | string;
  readonly arguments?: string | number | readonly (string | number)[];
}

/** Nx makes numbers of words that look like one. */
function flagsOf({ target: _target, arguments: _arguments, ...rest }: RunOptions): FlagValues {
  const text = (value: unknown): unknown => (typeof value === 'number' ? String(value) : value);
  const all = Object.entries(rest).map(([name, value]) => [name, Array.isArray(value) ? value.map(text) : text(value)]);
  return Object.fromEntries(all) as FlagValues;
}

/** Of one text, or of a list. */
function wordsOf(list: RunOptions['arguments']): string[] | undefined {
  if (list === undefined) return undefined;
  return [list]
    .flat()
    .flatMap((one) => (Array.isArray(list) ? [String(one)] : String(one).split(/\s+/).filter(Boolean)));
}

const print = (diagnostics: readonly Diagnostic[]): void => {
  for (const one of diagnostics) process.stderr.write(renderDiagnostic(one, { color: wantsColor() }));
};

export async function runTask(options: RunOptions, context: ExecutorContext): Promise<{ success: boolean }> {
  const project = context.projectName ?? '';
  const configurations =
    context.projectsConfigurations.projects[project]?.targets?.[context.targetName ?? '']?.configurations;
  const skipped = skippedReason(project, context.targetName ?? '', configurations);
  if (skipped !== undefined) {
    process.stdout.write(`${skipped}\n`);
    return { success: true };
  }
  try {
    const request = { application: project, target: options.target };
    const { status, diagnostics = [] } = await runBuilt(
      context.root,
      request,
      flagsOf(options),
      wordsOf(options.arguments),
    );
    print(diagnostics);
    if (status !== 0) leaveStatus(context.root, `${project}:${context.targetName ?? ''}`, status);
    return { success: status === 0 };
  } catch (error) {
    if (!(error instanceof UnicoreError)) throw error;
    print(error.diagnostics);
    return { success: false };
  }
}
