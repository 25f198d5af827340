/** A WebDAV place with the files of one run, for tests of walks. */

import type { TestContext } from 'node:test';

import { storageHarness, T0 } from './storage-harness.ts';
import { startWebDavDouble } from './webdav-double.ts';
import type { DoubleFile, WebDavDouble } from './webdav-double.ts';

export const RUN = 'Run_2026.11-QUAX/presa dati 1';
export const OLD = T0 - 3_600_000;

/** A place of the double with a few files, and a collector that watches it. */
export async function startWalk(t: TestContext, more = {}, count = 3) {
  const double = await startWebDavDouble();
  t.after(() => double[Symbol.asyncDispose]());
  for (let n = 1; n <= count; n += 1) addFile(double, n);
  const place = {
    kind: 'webdav',
    location: 'cnaf-tape',
    mirrors: '/mnt/d',
    url: double.url,
    requests_per_minute: 6_000,
    ...more,
  };
  const harness = storageHarness({ copies: [place] });
  t.after(() => harness.collector.stop?.());
  return { double, harness, place };
}

/** Puts a file into the run, or changes it. */
export function addFile(double: WebDavDouble, n: number, more: Partial<DoubleFile> = {}): void {
  const file = { bytes: 34, adler32: `0000000${String(n % 10)}`, modifiedAt: OLD + n * 2_000 };
  double.files.set(`${RUN}/q_${String(n)}.dat`, { ...file, ...more });
}
