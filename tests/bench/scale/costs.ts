/** What everyday work costs on a catalogue of some size: each thing done a few times, the median counts. */

import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { consistentReads } from '#telemetry/catalogue/read/consistent.ts';
import { readCampaigns } from '#telemetry/catalogue/read/campaigns.ts';
import { readChannelCounts } from '#telemetry/catalogue/read/now.ts';
import { readFiles } from '#telemetry/catalogue/read/run.ts';
import { readReadings } from '#telemetry/catalogue/read/series.ts';
import { listRuns } from '#telemetry/catalogue/listing.ts';
import type { Catalogue } from '#telemetry/catalogue/open.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import { createRecorder } from '#telemetry/recorder/recorder.ts';
import { createSender, fileFact, readingsFact } from '../../support/facts.ts';
import { median } from '../figure.ts';

export interface Cost {
  /** `record_100_files`. */
  readonly name: string;
  /** Milliseconds; bytes for `disk`. */
  readonly value: number;
  readonly unit: 'ms' | 'bytes';
}

export interface Costs {
  /** Counted, not taken from what was asked for. */
  readonly files: number;
  readonly readings: number;
  readonly costs: readonly Cost[];
}

const TIMES = 7;

/** Measures on a catalogue whose data end at `until`; what is recorded stays in it, in a run of its own. */
export async function measureCosts(
  catalogue: Catalogue,
  home: string,
  until: number,
): Promise<Costs> {
  const { pools } = catalogue;
  const administrator = await catalogue.openAdministrator();
  const [counted] = await administrator.query<{ files: number; readings: number }[]>(
    'SELECT (SELECT COUNT(*) FROM file) AS files, (SELECT COUNT(*) FROM reading) AS readings',
  );
  const [run] = await administrator.query<{ id: number }[]>(
    'SELECT id FROM run WHERE file_count BETWEEN 600 AND 1000 ORDER BY id DESC LIMIT 1',
  );
  await administrator.end();
  const read = consistentReads(pools.publisher);
  const record = recording(catalogue, until);
  const costs: Cost[] = [
    await timed('record_100_files', record.files),
    await timed('record_a_minute_of_readings', record.readings),
    await timed('row_counts', async () => void (await read(readChannelCounts))),
    await timed('campaigns', async () => void (await read(readCampaigns))),
    await timed('first_500_runs', () => firstRuns(catalogue)),
    await timed(
      'files_of_a_run',
      async () => void (await read((it) => readFiles(it, run?.id ?? 0))),
    ),
    await timed('last_hour_of_ten_channels', async () => {
      const ids = Array.from({ length: 10 }, (_, n) => n + 1);
      await read((it) => readReadings(it, ids, until - 3_600_000, until));
    }),
    { name: 'disk', value: bytesBelow(join(home, 'catalogue', 'data', 'flash')), unit: 'bytes' },
  ];
  return { files: counted?.files ?? 0, readings: counted?.readings ?? 0, costs };
}

async function timed(name: string, work: () => Promise<void>): Promise<Cost> {
  const times: number[] = [];
  // The first one warms up what a running hub has warm.
  for (let n = 0; n <= TIMES; n += 1) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return { name, value: median(times.slice(1)), unit: 'ms' };
}

function recording({ pools }: Catalogue, until: number) {
  const recorder = createRecorder({
    pool: pools.recorder,
    clock: { now: () => until, monotonic: () => 0 },
  });
  const sender = createSender('lnf-daq', 'growth');
  const run = `/daq/growth/${sender.spool}`;
  let [files, minutes] = [0, 0];
  const send = async (facts: readonly Fact[]): Promise<void> => {
    const { status, body } = await recorder.record(sender.batch(facts));
    if (status !== 200) throw new Error(JSON.stringify(body));
  };
  return {
    files: () =>
      send(
        Array.from({ length: 100 }, () => {
          files += 1;
          const takenAt = until + files * 2_190;
          return fileFact({ run, name: `quax_${String(files).padStart(8, '0')}.dat`, takenAt });
        }),
      ),
    readings: () => {
      minutes += 1;
      const start = until + minutes * 60_000;
      const values = Array.from(
        { length: 6 },
        (_, n) => [start + n * 10_000, 4.2 + n / 100, 'good'] as const,
      );
      return send(
        Array.from({ length: 200 }, (_, n) =>
          readingsFact(`growth/${sender.spool.slice(0, 8)}-${String(n)}`, [...values]),
        ),
      );
    },
  };
}

async function firstRuns({ pools }: Catalogue): Promise<void> {
  let seen = 0;
  for await (const _ of listRuns(pools.publisher, null)) {
    seen += 1;
    if (seen === 500) return;
  }
}

function bytesBelow(folder: string): number {
  return globSync(join(folder, '*.ibd')).reduce((sum, file) => sum + statSync(file).size, 0);
}
