// SPDX-License-Identifier: BSD-3-Clause
// One file over HTTP, checked by sha256. It gets its final name only when it is whole and right.
import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UnicoreError, type Diagnostic, type Location } from '../diagnostic.js';
import { hashContents } from '../toolchain/identity.js';

/** Where the fetch stands in project.json. */
export interface FetchPlace {
  readonly location: Location;
  readonly sourceLine: string;
}

export const fetchError = (place: FetchPlace, code: Diagnostic['code'], message: string, hint: string): UnicoreError =>
  new UnicoreError({ code, message, location: place.location, sourceLine: place.sourceLine, hint });

const causes = (error: unknown): string[] => {
  const codes: string[] = [];
  for (let e = error as { code?: string; cause?: unknown } | undefined; e; e = e.cause as typeof e)
    if (e.code) codes.push(e.code);
  return codes;
};

/** A located diagnostic for what went wrong while `what` was fetched or unpacked. */
export function explainFailure(place: FetchPlace, what: string, error: unknown): UnicoreError {
  if (error instanceof UnicoreError) return error;
  const codes = causes(error);
  if (codes.includes('ENOSPC') || codes.includes('EDQUOT')) {
    return fetchError(
      place,
      'UNICORE_E_DISK_FULL',
      `no space left while fetching ${what}`,
      'free some space, or set UNICORE_CACHE to a folder on another disk',
    );
  }
  if (codes.some((code) => ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code))) {
    return fetchError(
      place,
      'UNICORE_E_FETCH_HOST',
      `the host of ${what} cannot be reached`,
      'check the network; after one success no network is needed',
    );
  }
  const reason =
    (error as Error).name === 'TimeoutError'
      ? 'no answer in time'
      : ((error as { cause?: Error }).cause?.message ?? (error as Error).message);
  return fetchError(
    place,
    'UNICORE_E_FETCH_INTERRUPTED',
    `fetching ${what} failed: ${reason}`,
    'run the command again',
  );
}

export function wrongChecksum(place: FetchPlace, what: string, expected: string, got: string): UnicoreError {
  return fetchError(
    place,
    'UNICORE_E_FETCH_CHECKSUM',
    `${what} has sha256 ${got}, expected ${expected}`,
    'the file was changed at its source or on the way: compare it with a published record before changing the checksum',
  );
}

/** Fails when no byte arrives for `idle` milliseconds. */
export async function download(
  url: string,
  sha256: string,
  path: string,
  place: FetchPlace,
  options: { idle?: number; signal?: AbortSignal } = {},
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const aside = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const stop = new AbortController();
  const wait = options.idle ?? 30_000;
  const expire = () => stop.abort(new DOMException('no answer in time', 'TimeoutError'));
  let timer = setTimeout(expire, wait);
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  try {
    const response = await fetch(url, { signal });
    if (!response.ok || response.body === null) throw new Error(`the server answered ${response.status}`);
    const hash = createHash('sha256');
    const watch = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        clearTimeout(timer);
        timer = setTimeout(expire, wait);
        hash.update(chunk);
        done(null, chunk);
      },
    });
    await pipeline(
      Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]),
      watch,
      createWriteStream(aside),
      { signal },
    );
    const got = hash.digest('hex');
    if (got !== sha256) throw wrongChecksum(place, url, sha256, got);
    await rename(aside, path);
  } catch (error) {
    throw explainFailure(place, url, stop.signal.aborted ? stop.signal.reason : error);
  } finally {
    clearTimeout(timer);
    await rm(aside, { force: true });
  }
}

/** Takes a file that another program fetched; `what` names it in errors. */
export async function adopt(
  from: string,
  sha256: string,
  path: string,
  what: string,
  place: FetchPlace,
): Promise<void> {
  const got = await hashContents(from);
  if (got !== sha256) throw wrongChecksum(place, what, sha256, got);
  await mkdir(dirname(path), { recursive: true });
  await rename(from, path);
}
