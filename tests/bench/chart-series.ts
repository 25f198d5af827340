/** A published campaign of ten years with one long run and two channels: hours of all of it, minutes of a year, readings of a month. */

import { consistentReads } from '#telemetry/catalogue/read/consistent.ts';
import { silentLog } from '#telemetry/effects.ts';
import { createPublisher } from '#site/snapshot/publisher.ts';
import { startTestCatalogue } from '../support/catalogue.ts';
import { fillChannel, planChannels, spansOf } from './scale/readings.ts';
import { scaleOf } from './scale/scale.ts';

export const SLUG = 'run_ten-years';
const CHANNELS = 2;
/** Less only to try the bench: what is longer than that is then left out. */
const YEARS = Number(process.env['FLASH_CHART_YEARS'] ?? 10);

export interface PublishedSeries {
  /** Readings counted in the table, by channel. */
  readonly readings: number;
  readonly channels: readonly string[];
  readonly from: number;
  readonly until: number;
}

/** Publishes it into `directory`; nothing of the catalogue stays. */
export async function publishSeries(directory: string): Promise<PublishedSeries> {
  const scale = scaleOf({ years: YEARS, channels: CHANNELS });
  const plans = planChannels(scale);
  const spans = spansOf(scale);
  const key_channels = plans.map(({ name }, i) => ({
    channel: name,
    role: (['t_cav', 't_mc'] as const)[i] ?? 'other',
    label: name,
  }));
  const campaign = { name: 'Run_ten-years', slug: SLUG, key_channels };
  await using catalogue = await startTestCatalogue({ settings: { campaigns: [campaign] } });
  const { administrator, pools } = catalogue;
  let readings = 0;
  for (const plan of plans) {
    const { id, name, device, quantity, unit } = plan;
    await administrator.query(
      'INSERT INTO channel (id, name, device, quantity, unit, label) VALUES (?, ?, ?, ?, ?, ?)',
      [id, name, device, quantity, unit, name],
    );
    readings += await fillChannel(administrator, plan, spans);
  }
  await administrator.query(
    `INSERT INTO run (id, campaign_id, number, path, kind, origin, start_ms, end_ms, state, closed_by)
     VALUES (1, 1, 1, '/data/long', 'physics', 'live', ?, ?, 'closed', 'idle')`,
    [String(spans.from), String(spans.until)],
  );
  await administrator.query(
    "INSERT INTO `change` (at_ms, subject, subject_id) VALUES (?, 'run', 1)",
    [String(spans.until)],
  );
  const clock = { now: () => spans.until, monotonic: () => performance.now() };
  const publisher = await createPublisher({
    directory,
    effects: { clock, log: silentLog },
    demoNote: null,
    readConsistently: consistentReads(pools.publisher),
  });
  await publisher.publish();
  return {
    readings,
    channels: plans.map(({ name }) => name),
    from: spans.from,
    until: spans.until,
  };
}
