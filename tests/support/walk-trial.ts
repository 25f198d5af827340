/** A walk over a place that misbehaves, with restarts in between: in the end every file has its fact with its checksum. */

import { storageHarness, T0, valueOf } from '../agents/collectors/storage-harness.ts';
import { startWebDavDouble } from '../agents/collectors/webdav-double.ts';
import type { WebDavDouble } from '../agents/collectors/webdav-double.ts';
import { createRandom } from './living/random.ts';

const DIRECTORIES = 6;
const FILES = 25;
const MOST_ROUNDS = 2_000;

export interface WalkCounts extends Readonly<Record<string, number>> {
  readonly files: number;
  readonly lost: number;
  readonly doubled: number;
  readonly wrong: number;
  readonly faults: number;
  readonly restarts: number;
}

/** Walks until everything was seen and a pass has ended; throws where that does not come. */
export async function runWalkTrial(seed: number): Promise<WalkCounts> {
  const random = createRandom(seed);
  await using double = await startWebDavDouble();
  const want = fill(double);
  let faults = 0;
  double.mishap = (_, response) => {
    if (random.below(10) >= 3) return false;
    faults += 1;
    const kind = random.below(6);
    if (kind === 0) response.writeHead(503).end();
    else if (kind === 1) response.writeHead(429, { 'retry-after': '5' }).end();
    else if (kind === 2) response.writeHead(207).end('<d:multistatus xmlns:d="DAV:"><d:response>');
    else if (kind === 3) response.destroy();
    else if (kind === 4) response.writeHead(302, { location: '/elsewhere' }).end();
    else response.writeHead(401).end();
    return true;
  };
  const place = {
    kind: 'webdav',
    location: 'far',
    mirrors: '/mnt/d',
    url: double.url,
    tape: 'discover',
  };
  let harness = storageHarness({ copies: [{ ...place, requests_per_minute: 6_000, pass_s: 600 }] });
  const seen = new Map<string, number>();
  let [wrong, restarts] = [0, 0];
  try {
    for (let turn = 0; turn < MOST_ROUNDS; turn += 1) {
      const round = await harness.round();
      for (const fact of round.facts) {
        if (fact.kind !== 'replica') continue;
        const path = `${fact.run}/${fact.name}`;
        if (fact.evidence?.adler32 === want.get(path)) seen.set(path, (seen.get(path) ?? 0) + 1);
        else wrong += 1;
      }
      if (
        seen.size === want.size &&
        valueOf(round, 'flash_storage_copies_pass_age_seconds') !== undefined
      )
        break;
      if (random.below(10) === 0) {
        await harness.collector.stop?.();
        harness = harness.restart();
        restarts += 1;
      }
      harness.advance(1_900_000);
    }
  } finally {
    await harness.collector.stop?.();
  }
  const doubled = [...seen.values()].filter((times) => times > 1).length;
  return { files: want.size, lost: want.size - seen.size, doubled, wrong, faults, restarts };
}

/** Fills the place; returns the checksums by the paths that facts should have. */
function fill(double: WebDavDouble): ReadonlyMap<string, string> {
  const want = new Map<string, string>();
  for (let directory = 0; directory < DIRECTORIES; directory += 1) {
    for (let n = 0; n < FILES; n += 1) {
      const path = `Run_2026.11-QUAX/${String(directory)}/f${String(n)}.dat`;
      const adler32 = (directory * 1_000 + n).toString(16).padStart(8, '0');
      const modifiedAt = T0 - 86_400_000 + n * 1_000;
      double.files.set(path, { bytes: n, adler32, modifiedAt, locality: 'DISK_AND_TAPE' });
      want.set(`/mnt/d/${path}`, adler32);
    }
  }
  return want;
}
