// SPDX-License-Identifier: BSD-3-Clause
// A tarball into a folder: strict, so that no archive writes or points outside of it.
import { open } from 'node:fs/promises';
import { createReadStream, type ReadStream } from 'node:fs';
import { posix } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { fetchError, type FetchPlace } from './download.js';

type Form = 'gzip' | 'bzip2' | 'xz' | 'plain';

async function formOf(path: string): Promise<Form> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(6), 0, 6, 0);
    if (buffer[0] === 0x1f && buffer[1] === 0x8b) return 'gzip';
    if (buffer.toString('latin1', 0, 3) === 'BZh') return 'bzip2';
    if (buffer.toString('latin1', 1, 5) === '7zXZ') return 'xz';
    return 'plain';
  } finally {
    await file.close();
  }
}

/** The bytes of the tarball inside `raw`. */
async function contents(raw: ReadStream, form: Form): Promise<NodeJS.ReadableStream> {
  switch (form) {
    case 'gzip':
      return raw.on('error', () => {}).pipe(createGunzip());
    case 'bzip2': {
      const { default: unbzip2 } = (await import('unbzip2-stream' as string)) as {
        default: () => NodeJS.ReadWriteStream;
      };
      return raw.pipe(unbzip2());
    }
    case 'xz': {
      const { default: xz } = await import('xz-decompress');
      return Readable.fromWeb(
        new xz.XzReadableStream(
          Readable.toWeb(raw) as ConstructorParameters<typeof xz.XzReadableStream>[0],
        ) as Parameters<typeof Readable.fromWeb>[0],
      );
    }
    case 'plain':
      return raw;
  }
}

const leaves = (path: string): boolean => path === '..' || path.startsWith('../') || path.startsWith('/');

/** Why an entry must not be unpacked, or undefined. Paths count from the archive's root, its top folder included. */
export function refusal(entry: { path: string; type: string; linkpath?: string | undefined }): string | undefined {
  const { path, type, linkpath = '' } = entry;
  if (path.startsWith('/')) return `"${path}" is an absolute path`;
  if (path.split('/').includes('..')) return `"${path}" leaves the folder`;
  const top = path.split('/')[0] ?? '';
  switch (type) {
    case 'File':
    case 'OldFile':
    case 'ContiguousFile':
    case 'Directory':
      return undefined;
    case 'SymbolicLink': {
      const to = posix.normalize(posix.join(posix.dirname(path), linkpath));
      const inside = !linkpath.startsWith('/') && !leaves(to) && (to === top || to.startsWith(`${top}/`));
      return inside ? undefined : `"${path}" links to "${linkpath}", outside of the folder`;
    }
    case 'Link': {
      const to = posix.normalize(linkpath);
      return !leaves(to) && to.startsWith(`${top}/`)
        ? undefined
        : `"${path}" links to "${linkpath}", outside of the folder`;
    }
    default:
      return `"${path}" is neither file, folder nor link (${type})`;
  }
}

/** Unpacks into the empty folder `into`, without the archive's top folder. */
export async function unpack(archive: string, into: string, what: string, place: FetchPlace): Promise<void> {
  const { Unpack } = await import('tar');
  let bad: string | undefined;
  let entries = 0;
  const links = new Set<string>();
  const sink = new Unpack({
    cwd: into,
    strip: 1,
    strict: true,
    preserveOwner: false,
    noMtime: true,
    filter: (path, entry) => {
      if (bad !== undefined) return false;
      const header = entry as unknown as { type: string; linkpath?: string };
      entries++;
      bad = refusal({ path, type: header.type, linkpath: header.linkpath });
      const parents = path.split('/').map((_, n, parts) => parts.slice(0, n).join('/'));
      // Writing through a link of the same archive could leave the folder by a chain of links.
      if (bad === undefined && parents.some((parent) => links.has(parent))) bad = `"${path}" lies below a link`;
      if (header.type === 'SymbolicLink') links.add(path.replace(/\/$/, ''));
      return bad === undefined;
    },
  });
  const form = await formOf(archive);
  const raw = createReadStream(archive);
  try {
    await pipeline(await contents(raw, form), sink as unknown as NodeJS.WritableStream);
  } catch (error) {
    const code = (error as { code?: string }).code;
    if (bad === undefined && (code === 'ENOSPC' || code === 'EDQUOT')) throw error;
    if (bad === undefined) bad = `it is damaged (${(error as Error).message})`;
  } finally {
    // What fails behind a decompressor does not close the file before it.
    raw.destroy();
  }
  if (bad === undefined && entries === 0) bad = 'it is empty';
  if (bad !== undefined) {
    throw fetchError(
      place,
      'UNICORE_E_ARCHIVE',
      `${what} is refused: ${bad}`,
      'take the archive from a trusted place, and check its sha256',
    );
  }
}
