// SPDX-License-Identifier: BSD-3-Clause
// For tests: other programs that read Kconfig. Each reads a file and a `.config`, and writes all that it makes of them.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

export interface Peer {
  readonly name: string;
  /** Whether it is on this machine. */
  readonly there: boolean;
  /** In each folder: Kconfig and `in` → `out`, and the number of broken selects that it warned of in `warned`. */
  run(folders: readonly string[]): void;
}

function must(program: string, words: readonly string[], input: string): void {
  const { status, stderr, error } = spawnSync(program, words, {
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} failed: ${stderr}`);
}

/** All folders in one process. */
const PYTHON = `
import sys, kconfiglib
for folder in sys.stdin.read().split("\\n"):
    try:
        kconf = kconfiglib.Kconfig(folder + "/Kconfig", warn_to_stderr=False)
        kconf.load_config(folder + "/in")
        kconf.write_config(folder + "/out")
    except Exception as error:
        sys.exit(folder + ": " + str(error))
    broken = [text for text in kconf.warnings if "-selected by the following symbols" in text]
    open(folder + "/warned", "w").write(str(len(broken)))
`;
const PYTHON_PLACE = '/usr/lib/python3/dist-packages/kconfiglib.py';

/** It writes files of its own beside. */
const SHELL = `
while read -r folder; do
    cp "$folder/in" "$folder/out" && cd "$folder" || exit 1
    KCONFIG_CONFIG=out "$0" --olddefconfig Kconfig >log 2>&1 || { cat log >&2; exit 1; }
done
`;

const conf = (name: string, program: string): Peer => ({
  name,
  there: existsSync(program),
  run: (folders) => must('sh', ['-c', SHELL, program], `${folders.join('\n')}\n`),
});

export const KCONFIGLIB: Peer = {
  name: 'kconfiglib',
  there: existsSync(PYTHON_PLACE),
  run: (folders) => must('/usr/bin/python3', ['-c', PYTHON], folders.join('\n')),
};

export const PEERS: readonly Peer[] = [
  KCONFIGLIB,
  conf('kconfig-frontends', '/usr/bin/kconfig-conf'),
  conf('conf of Linux 6.1', '/usr/lib/linux-kbuild-6.1/scripts/kconfig/conf'),
];
