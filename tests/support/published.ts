/** A catalogue with a campaign, filled by hand, and publishers over it with a clock of their own: for tests of the snapshot. */

import { join } from 'node:path';
import { consistentReads } from '#telemetry/catalogue/read/consistent.ts';
import { silentLog, type Log } from '#telemetry/effects.ts';
import { watchImpossible } from '#site/snapshot/impossible.ts';
import { createPublisher, type Publisher } from '#site/snapshot/publisher.ts';
import { openSnapshot, type Snapshot } from '#site/snapshot/reader.ts';
import { startTestCatalogue, type TestCatalogue } from './catalogue.ts';

export const SLUG = 'run-2026.11-quax';
/** When the first run begins. */
export const T0 = Date.parse('2026-11-20T10:00:00Z');

export interface Published extends AsyncDisposable {
  readonly catalogue: TestCatalogue;
  readonly directory: string;
  /** Time of every publisher, UTC ms. */
  now: number;
  readonly messages: string[];
  publisher(directory?: string): Promise<Publisher>;
  snapshot(directory?: string): Promise<Snapshot>;
  /** Writes a closed run with so many files, one a 2.19 s, and its change. */
  addRun(number: number, files: number): Promise<void>;
  sql(text: string, values?: readonly unknown[]): Promise<void>;
  change(subject: string, id: number, from?: number | null, to?: number | null): Promise<void>;
}

/** Starts a catalogue with the campaign `Run_2026.11-QUAX`, of which nothing is published yet. */
export async function startPublished(home?: string): Promise<Published> {
  const campaign = { name: 'Run_2026.11-QUAX', slug: SLUG, key_channels: [] };
  const catalogue = await startTestCatalogue({
    settings: { campaigns: [campaign] },
    ...(home === undefined ? {} : { home }),
  });
  const { administrator } = catalogue;
  const messages: string[] = [];
  const log: Log = { ...silentLog, write: (_, text) => void messages.push(text) };
  const published: Published = {
    catalogue,
    directory: join(catalogue.home, 'snapshot'),
    now: T0 + 600_000,
    messages,
    publisher: (directory = published.directory) =>
      createPublisher({
        directory,
        effects: { clock: { now: () => published.now, monotonic: () => published.now }, log },
        demoNote: null,
        // The clock stands still while a test waits.
        leastPauseMs: 0,
        readConsistently: consistentReads(catalogue.pools.publisher, watchImpossible(log).note),
      }),
    async snapshot(directory = published.directory) {
      const snapshot = await openSnapshot(directory);
      if (snapshot === null) throw new RangeError('nothing is published');
      return snapshot;
    },
    async addRun(number, files) {
      const start = T0 + number * 3_600_000;
      await published.sql(
        `INSERT INTO run (id, campaign_id, number, path, kind, origin, start_ms, end_ms, state, closed_by, file_count,
           sized_count, bytes_sum, first_file_ms, last_file_ms, cadence_ms)
         VALUES (?, 1, ?, ?, 'physics', 'live', ?, ?, 'closed', 'idle', ?, ?, ?, ?, ?, 2190)`,
        [number, number, `/data/${number}`, start, start + files * 2_190].concat([
          files,
          files,
          files * 34_000_000,
          start,
          start + files * 2_190,
        ]),
      );
      await published.sql(
        `INSERT INTO file (run_id, name, taken_ms, taken_source, bytes, adler32, t_cav_k)
         SELECT ?, CONCAT('data_', LPAD(seq, 7, '0'), '.dat'), ? + seq * 2190 + MOD(seq * 7, 13), 'header', 34000000,
           LPAD(LOWER(HEX(MOD(seq * 2654435761, 4294967296))), 8, '0'), 0.03 + MOD(seq, 100) * 1e-6
         FROM seq_1_to_${Math.max(1, files)} LIMIT ?`,
        [number, start, files],
      );
      await published.change('run', number, start, start + files * 2_190);
    },
    async sql(text, values = []) {
      await administrator.query(text, [...values]);
    },
    async change(subject, id, from = null, to = null) {
      await published.sql(
        'INSERT INTO `change` (at_ms, subject, subject_id, from_ms, to_ms) VALUES (?, ?, ?, ?, ?)',
        [published.now, subject, id, from, to],
      );
    },
    [Symbol.asyncDispose]: () => catalogue[Symbol.asyncDispose](),
  };
  return published;
}
