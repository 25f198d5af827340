/** The checksum pass over a cached 34 MB file, beside Python's zlib.adler32 over the same file; each timed inside its process. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createWholeFileReader } from '#agents/sources/read-whole.ts';
import { compareInterleaved, figure, type Measure } from './figure.ts';

const BYTES = 34_000_000;
const ROUNDS = 7;
/** Passes of a round; the quickest counts, on both sides. */
const PASSES = 5;

/** Python reads in pieces of 1 MB, as we do: both time open, read, checksum and close. */
const PYTHON = `
import sys, time, zlib
best = None
for _ in range(${PASSES}):
    start = time.perf_counter()
    value = 1
    with open(sys.argv[1], 'rb', buffering=0) as file:
        while piece := file.read(1 << 20):
            value = zlib.adler32(piece, value)
    took = time.perf_counter() - start
    best = took if best is None or took < best else best
print(best * 1000, format(value, '08x'))
`;

async function ours(path: string): Promise<{ readonly ms: number; readonly adler32: string }> {
  const reader = await createWholeFileReader();
  let best = Number.POSITIVE_INFINITY;
  let adler32 = '';
  for (let pass = 0; pass < PASSES; pass += 1) {
    const start = performance.now();
    ({ adler32 } = await reader.read(path, BYTES));
    best = Math.min(best, performance.now() - start);
  }
  return { ms: best, adler32 };
}

function pythons(path: string): { readonly ms: number; readonly adler32: string } {
  const printed = execFileSync('python3', ['-c', PYTHON, path], { encoding: 'utf8' });
  const [ms = '', adler32 = ''] = printed.trim().split(' ');
  return { ms: Number(ms), adler32 };
}

/** One pass: open, read, checksum, the look afterwards, close. */
const checksumPass: Measure = async () => {
  const home = mkdtempSync(join(tmpdir(), 'flash-bench-'));
  try {
    const path = join(home, 'raw.dat');
    writeFileSync(path, randomBytes(BYTES));
    const [mine, theirs] = [await ours(path), pythons(path)];
    if (mine.adler32 !== theirs.adler32) {
      throw new Error(`adler32 differs: ${mine.adler32} here, ${theirs.adler32} in Python`);
    }
    const compared = await compareInterleaved({
      ours: async () => (await ours(path)).ms,
      theirs: () => pythons(path).ms,
      rounds: ROUNDS,
    });
    return [
      figure({
        name: 'checksum.pass',
        value: compared.ours,
        unit: 'ms',
        against: `zlib.adler32 of Python over the same cached file of 34 MB: median ${compared.theirs.toFixed(1)} ms; the ratio is the median of the ratios of ${ROUNDS} pairs`,
        ratio: compared.ratio,
        atMost: 1.3,
      }),
    ];
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
};

const measures: readonly Measure[] = [checksumPass];
export default measures;
