/** What follows from new facts: steps, states and statistics of runs, values of files; of what was touched, nothing else. */

import type { ApplyContext } from '../context.ts';
import { RUN_COLUMNS, readRuns, type RunRow } from '../runs.ts';
import type { Span } from '../touched.ts';
import { refillTemperatures } from './file-values.ts';
import { readKeyChannels, type KeyChannelRow } from './good-readings.ts';
import { settleRuns } from './run-states.ts';
import { deriveStatistics } from './run-statistics.ts';
import { deriveSteps } from './steps.ts';

/** Runs that are looked at although no fact touched them, and which of them may close as idle. */
export interface Watch {
  readonly campaigns: readonly number[];
  readonly mayIdle: (runId: number) => boolean;
}

/** Brings everything derived up to date, in the transaction of the facts. */
export async function derive(context: ApplyContext, watch: Watch | null = null): Promise<void> {
  const changed = new Map([...context.touched.of('run')].map(([id, { span }]) => [id, span]));
  const rows = await readRuns(context, [...changed.keys()]);
  const campaigns = new Set([...rows.map((run) => run.campaign_id), ...(watch?.campaigns ?? [])]);
  const moved = await settleRuns(context, [...campaigns], [...changed.keys()], watch?.mayIdle);
  await followReadings(context);
  for (const run of await readRuns(context, [...context.touched.of('run').keys()])) {
    if (!changed.has(run.id) && !moved.has(run.id) && run.state === 'open') continue;
    await deriveSteps(context, run, changed.get(run.id) ?? null);
    if (moved.has(run.id)) await deriveStatistics(context, run);
  }
}

/** Readings of key channels: temperatures of files already recorded, statistics of the runs they fall into. */
async function followReadings(context: ApplyContext): Promise<void> {
  const channels = context.touched.of('channel');
  if (channels.size === 0) return;
  const ids = await readCampaignsOf(context, [...channels.keys()]);
  const keys = await readKeyChannels(context, ids);
  const firstOfRole = keys.filter(
    (key) => key === keys.find((k) => k.campaign_id === key.campaign_id && k.role === key.role),
  );
  for (const key of keys) {
    const span = channels.get(key.channel_id)?.span ?? null;
    if (span === null) continue;
    if (firstOfRole.includes(key)) await refillTemperatures(context, key, span);
    // A reading is the field of steps that start before it is stale, or just before it.
    const { from, to } = span;
    for (const run of await runsDuring(context, key, { from, to: to + key.stale_after_ms })) {
      await deriveStatistics(context, run, new Set([key.channel_id]));
      if (key.role === 'field') {
        await deriveSteps(context, run, { from, to: to + key.stale_after_ms });
      }
      context.touched.note('run', run.id);
    }
  }
}

async function readCampaignsOf(
  { connection }: ApplyContext,
  channelIds: readonly number[],
): Promise<readonly number[]> {
  const rows = await connection.query<{ campaign_id: number }[]>(
    `SELECT DISTINCT k.campaign_id FROM key_channel k JOIN channel c ON c.name = k.channel WHERE c.id IN (?)`,
    [channelIds],
  );
  return rows.map(({ campaign_id }) => campaign_id);
}

async function runsDuring(
  { connection }: ApplyContext,
  { campaign_id }: KeyChannelRow,
  { from, to }: Span,
): Promise<readonly RunRow[]> {
  return await connection.query<RunRow[]>(
    `SELECT ${RUN_COLUMNS} FROM run r JOIN campaign c ON c.id = r.campaign_id
     WHERE r.campaign_id = ? AND r.start_ms <= ? AND (r.end_ms IS NULL OR r.end_ms >= ?)`,
    [campaign_id, to, from],
  );
}
