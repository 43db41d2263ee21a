// SPDX-License-Identifier: BSD-3-Clause
// The editor on a terminal, by terminal-kit: it runs on Node 20, is kept up, and draws only what changed. (Ink wants Node 22 and
// brings React; blessed and its heirs are no longer kept.) Loaded for the editor alone.
import { UnicoreError } from '@unicore/core/diagnostic.js';
import type { Editor } from './editor.js';
import type { Line } from './draw.js';

/** What is used of terminal-kit. */
interface Terminal {
  readonly width: number;
  readonly height: number;
  fullscreen(on: boolean): void;
  hideCursor(hide?: boolean): void;
  grabInput(on: boolean | object): void;
  on(event: string, listener: (name: string) => void): void;
  off(event: string, listener: (name: string) => void): void;
  styleReset(): void;
}

interface ScreenBuffer {
  put(at: { x: number; y: number; attr: object }, text: string): void;
  draw(options: { delta: boolean }): void;
  fill(options: { attr: object }): void;
}

interface TerminalKit {
  readonly terminal: Terminal;
  readonly ScreenBuffer: { create(options: { dst: Terminal; width: number; height: number }): ScreenBuffer };
}

const ATTRIBUTES: Readonly<Record<Line['style'], object>> = {
  plain: {},
  bold: { bold: true },
  marked: { inverse: true },
  dim: { dim: true },
};

async function load(): Promise<TerminalKit> {
  const name = 'terminal-kit';
  try {
    return ((await import(name)) as { default: TerminalKit }).default;
  } catch {
    throw new UnicoreError({ code: 'UNICORE_E_TOOL_MISSING', message: `${name} is not installed`, hint: 'npm ci' });
  }
}

/** Runs until the editor is left. @returns what it says at the end */
export async function onTerminal(make: (changed: () => void) => Editor): Promise<string> {
  const { terminal, ScreenBuffer: Buffers } = await load();
  const made = (): ScreenBuffer => Buffers.create({ dst: terminal, width: terminal.width, height: terminal.height });
  let buffer = made();
  let fresh = true;
  const draw = (): void => {
    editor.screen(terminal.width, terminal.height).forEach(({ text, style }, y) => {
      buffer.put({ x: 0, y, attr: ATTRIBUTES[style] }, text);
    });
    buffer.draw({ delta: !fresh });
    fresh = false;
  };
  let started = false;
  const editor = make(() => started && draw());
  const resized = (): void => {
    buffer = made();
    fresh = true;
    draw();
  };
  return new Promise((resolve, reject) => {
    const end = (): void => {
      terminal.off('key', pressed);
      terminal.off('resize', resized);
      terminal.grabInput(false);
      terminal.hideCursor(false);
      terminal.styleReset();
      terminal.fullscreen(false);
    };
    const pressed = (name: string): void => {
      try {
        editor.key(name);
        if (editor.finished === undefined) return draw();
        end();
        resolve(editor.finished);
      } catch (error) {
        end();
        reject(error as Error);
      }
    };
    terminal.fullscreen(true);
    terminal.hideCursor();
    terminal.grabInput(true);
    terminal.on('key', pressed);
    terminal.on('resize', resized);
    started = true;
    draw();
  });
}
