/** The instruments of a busy node: a table that gets a row a second, and a data file every 2.2 s. */

import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { COLUMNS, type Instruments } from './instruments.ts';
import { nthValue } from './nth-value.ts';

const ROW_MS = 1_000;
const FILE_MS = 2_200;
/** Files are kept for this many more, then removed, as a disk that is emptied. */
const KEPT = 30;

/** Its words: the folder of the table, the folder of the run, bytes of a data file. */
const [table = '', run = '', bytes = ''] = process.argv.slice(2);
mkdirSync(table, { recursive: true });
mkdirSync(run, { recursive: true });

const columns = Array.from({ length: COLUMNS }, (_, n) => n);
const log = join(table, 'busy.csv');
writeFileSync(log, `time,${columns.map((n) => `t${n}`).join(',')}\n`);
let samples = Buffer.alloc(Number(bytes), 7);
const written = { rows: 0, files: 0 };

function writeRow(): void {
  const cell = nthValue(written.rows).toFixed(6);
  appendFileSync(log, `${new Date().toISOString()},${columns.map(() => cell).join(',')}\n`);
  written.rows += 1;
}

function writeFile(): void {
  const nameOf = (n: number): string => join(run, `quax_${String(n).padStart(6, '0')}.dat`);
  const name = nameOf(written.files);
  samples.writeUInt32LE(written.files, 0);
  writeFileSync(`${name}.part`, samples);
  renameSync(`${name}.part`, name);
  if (written.files >= KEPT) rmSync(nameOf(written.files - KEPT), { force: true });
  written.files += 1;
}

const timers = [setInterval(writeRow, ROW_MS), setInterval(writeFile, FILE_MS)];
// The number of bytes of the files from now on; or enough: it tells what it has written.
process.on('message', (message) => {
  if (typeof message === 'number') {
    samples = Buffer.alloc(message, 7);
    return;
  }
  for (const timer of timers) clearInterval(timer);
  process.send?.(written satisfies Instruments);
});
process.on('disconnect', () => process.exit(0));
