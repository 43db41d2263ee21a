// SPDX-License-Identifier: BSD-3-Clause
// Writes a folder as a cpio archive (newc), the format of an image's root file system.
import { closeSync, openSync, readFileSync, readdirSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const hex = (value) => value.toString(16).padStart(8, '0');

const header = (inode, mode, bytes, mtime, name) => {
  const fields = [inode, mode, 0, 0, 1, mtime, bytes, 0, 0, 0, 0, Buffer.byteLength(name) + 1, 0];
  const text = Buffer.from(`070701${fields.map(hex).join('')}${name}\0`);
  return Buffer.concat([text, Buffer.alloc(-text.length & 3)]);
};

/** Writes `folder` to the archive `file`; entries are sorted, so that equal folders give equal archives. */
export const writeCpio = (folder, file) => {
  const out = openSync(file, 'w');
  let inode = 1;
  const add = (path, name) => {
    const status = statSync(path);
    const data = status.isFile() ? readFileSync(path) : Buffer.alloc(0);
    writeSync(out, header(inode++, status.mode, data.length, Math.floor(status.mtimeMs / 1000), name));
    writeSync(out, data);
    writeSync(out, Buffer.alloc(-data.length & 3));
    if (status.isDirectory()) {
      for (const entry of readdirSync(path).sort()) add(join(path, entry), name === '.' ? entry : `${name}/${entry}`);
    }
  };
  add(folder, '.');
  writeSync(out, header(0, 0, 0, 0, 'TRAILER!!!'));
  closeSync(out);
};
