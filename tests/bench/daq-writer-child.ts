/** Writes files of 34 MB at a rate, each synced, for some seconds; prints what it reached as JSON. Its words: folder, megabytes a second, seconds. */

import { mkdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const BYTES = 34_000_000;
const PIECE = 2_000_000;

const [folder = '', rate = '', span = ''] = process.argv.slice(2);
const everyMs = BYTES / (Number(rate) * 1e3);
const content = Buffer.alloc(PIECE, 'flash');
const syncMs: number[] = [];

mkdirSync(folder, { recursive: true });
const start = performance.now();
let files = 0;
while (performance.now() - start < Number(span) * 1_000) {
  const due = start + files * everyMs;
  if (due > performance.now()) await sleep(due - performance.now());
  content.writeUInt32LE(files, 0);
  const handle = await open(join(folder, `raw_${String(files).padStart(6, '0')}.dat`), 'w');
  for (let at = 0; at < BYTES; at += PIECE) await handle.write(content, 0, PIECE);
  const before = performance.now();
  await handle.sync();
  syncMs.push(performance.now() - before);
  await handle.close();
  files += 1;
}
const seconds = (performance.now() - start) / 1_000;
process.stdout.write(JSON.stringify({ bytesPerSecond: (files * BYTES) / seconds, syncMs }));
