/** The instruments of a busy node: a table of 200 channels that gets a row a second, and a file of 34 MB every 2.2 s. */

import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const CHANNELS = 200;
const ROW_MS = 1_000;
const FILE_MS = 2_200;
const FILE_BYTES = 34_000_000;
/** Files are kept for this many more, then removed, as a disk that is emptied. */
const KEPT = 30;

/** Its words: the folder of the table, the folder of the run. */
const [table = '', run = ''] = process.argv.slice(2);
mkdirSync(table, { recursive: true });
mkdirSync(run, { recursive: true });

const names = Array.from({ length: CHANNELS }, (_, n) => `t${n}`);
const log = join(table, 'busy.csv');
writeFileSync(log, `time,${names.join(',')}\n`);
const samples = Buffer.alloc(FILE_BYTES, 7);
let count = 0;

function writeRow(): void {
  const values = names.map((_, n) => (0.011 + n * 1e-6 + Math.random() * 1e-7).toFixed(9));
  appendFileSync(log, `${new Date().toISOString()},${values.join(',')}\n`);
}

function writeFile(): void {
  const nameOf = (n: number): string => join(run, `quax_${String(n).padStart(6, '0')}.dat`);
  samples.writeUInt32LE(count, 0);
  writeFileSync(`${nameOf(count)}.part`, samples);
  renameSync(`${nameOf(count)}.part`, nameOf(count));
  if (count >= KEPT) rmSync(nameOf(count - KEPT), { force: true });
  count += 1;
}

setInterval(writeRow, ROW_MS);
setInterval(writeFile, FILE_MS);
process.on('disconnect', () => process.exit(0));
