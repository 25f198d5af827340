/**
 * Publishes a catalogue of scale into an empty folder, and then again after a hundred new files whenever it is asked: in a
 * process of its own, so that its memory is its own, and homes of several sizes can take turns. Its word is the home; what
 * it finds goes to its parent as messages. What was published before (`FLASH_HOME=scale/10 npx flash snapshot`) is gone
 * on with: ten years take an hour.
 */

import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Connection } from 'mariadb';

import { createPublisher } from '#site/snapshot/publisher.ts';
import { readManifest } from '#site/snapshot/reader.ts';
import { openCatalogue } from '#telemetry/catalogue/open.ts';
import { consistentReads } from '#telemetry/catalogue/read/consistent.ts';
import { silentLog } from '#telemetry/effects.ts';
import { createRecorder } from '#telemetry/recorder/recorder.ts';
import { testConfig } from '../../support/catalogue.ts';
import { createSender, fileFact } from '../../support/facts.ts';
import type { Answer, FirstCosts, Request } from './publication.ts';
import { scaleOf } from './scale.ts';

/** What a first publication reads. */
const READ = [
  'SELECT r.number, r.path, f.* INTO OUTFILE ? FROM file f JOIN run r ON r.id = f.run_id',
  ...'replica step sweep run run_channel log_entry job reading reading_minute reading_hour'
    .split(' ')
    .map((table) => `SELECT * INTO OUTFILE ? FROM ${table}`),
];

/** Each publication is so long after the one before that whatever has a pause is due. */
const ROUND_MS = 61_000;
const CADENCE_MS = 2_190;
const MIB = 1_048_576;

const home = resolve(process.argv[2] ?? '');
const { until } = scaleOf({ years: 1 });
await using catalogue = await openCatalogue({ config: testConfig(home), mode: 'hold' });
const administrator = await catalogue.openAdministrator();
const published = join(home, 'snapshot');
const isPublished = existsSync(join(published, 'snapshot.json'));
const directory = isPublished ? published : mkdtempSync(join(home, 'published-'));
let now = 0;
try {
  await publishAll();
} finally {
  await administrator.end();
  if (!isPublished) rmSync(directory, { recursive: true });
}

/** Publishes, says what it took, and then does what it is asked until it is to end. */
async function publishAll(): Promise<void> {
  const counted = await countRows(administrator);
  // The first export reads cold pages, as nothing after it does.
  if (!isPublished) await exportAll(administrator);
  const exportMs = isPublished ? null : await exportAll(administrator);
  const before = await readManifest(directory);
  now = Math.max(until + 600_000, (before?.generated_at ?? 0) + ROUND_MS);
  const publisher = await createPublisher({
    directory,
    effects: { clock: { now: () => now, monotonic: () => performance.now() }, log: silentLog },
    demoNote: null,
    readConsistently: consistentReads(catalogue.pools.publisher),
  });
  // Of one that was published before, this takes up what is new since.
  const tookMs = await timed(() => publisher.publish());
  const firstMs = isPublished ? null : tookMs;
  const peakMib = (process.resourceUsage().maxRSS * 1_024) / MIB;
  const record = await recordFiles(administrator);
  tell({ first: { ...counted, exportMs, firstMs, peakMib } });
  const gone = once(process, 'disconnect');
  while ((await nextRequest(gone)) === 'news') {
    now += ROUND_MS;
    await record();
    tell({ newsMs: await timed(() => publisher.publish()) });
  }
  if (process.connected) process.disconnect();
}

function tell(answer: Answer): void {
  process.send?.(answer);
}

/** A parent that is gone asks for nothing more. */
async function nextRequest(gone: Promise<readonly unknown[]>): Promise<Request> {
  const [request] = await Promise.race([once(process, 'message'), gone]);
  return request === 'news' ? 'news' : 'end';
}

async function countRows(connection: Connection): Promise<Pick<FirstCosts, 'files' | 'readings'>> {
  const [counted] = await connection.query<{ files: number; readings: number }[]>(
    `SELECT (SELECT COUNT(*) FROM file) AS files, (SELECT COUNT(*) FROM reading)
       + (SELECT COUNT(*) FROM reading_minute) + (SELECT COUNT(*) FROM reading_hour) AS readings`,
  );
  return { files: counted?.files ?? 0, readings: counted?.readings ?? 0 };
}

async function exportAll(connection: Connection): Promise<number> {
  const out = join(home, 'rows.txt');
  let total = 0;
  for (const sql of READ) {
    total += await timed(() => connection.query(sql, [out]));
    if (statSync(out).size === 0) throw new Error(`no rows: ${sql}`);
    rmSync(out);
  }
  return total;
}

/** A hundred files more in an open run of the newest campaign; each call is one delivery. */
async function recordFiles(connection: Connection): Promise<() => Promise<void>> {
  const [newest] = await connection.query<{ name: string }[]>(
    'SELECT c.name FROM campaign c JOIN run r ON r.campaign_id = c.id ORDER BY r.last_file_ms DESC LIMIT 1',
  );
  const campaign = newest?.name ?? '';
  const recorder = createRecorder({
    pool: catalogue.pools.recorder,
    clock: { now: () => now, monotonic: () => 0 },
  });
  const sender = createSender('lnf-daq', 'news');
  const run = `/mnt/d/${campaign}/News_${sender.spool}`;
  let files = 0;
  return async () => {
    const facts = Array.from({ length: 100 }, () => {
      files += 1;
      const takenAt = until + files * CADENCE_MS;
      const name = `quax_${String(files).padStart(8, '0')}.dat`;
      return fileFact({ campaign, run, name, takenAt, bytes: 34_000_000 });
    });
    const { status, body } = await recorder.record(sender.batch(facts));
    if (status !== 200) throw new Error(JSON.stringify(body));
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
