/** One run as `flash run show` prints it: itself, its steps, the statistics of its key channels, its copies. */

import type { Pool } from 'mariadb';

export interface RunSummary {
  readonly run: {
    readonly campaign: string;
    readonly number: number;
    readonly title: string | null;
    readonly path: string;
    readonly kind: string;
    readonly site: string | null;
    readonly node: string | null;
    readonly origin: string;
    readonly state: string;
    readonly closed_by: string | null;
    readonly start_ms: number | null;
    readonly end_ms: number | null;
    readonly software_version: string | null;
    readonly file_count: number;
    readonly sized_count: number;
    readonly bytes_sum: number;
    readonly cadence_ms: number | null;
  };
  readonly steps: readonly SummaryStep[];
  readonly channels: readonly SummaryChannel[];
  readonly copies: readonly {
    readonly location: string;
    readonly state: string;
    readonly files: number;
    readonly verified: number;
  }[];
}

export interface SummaryStep {
  readonly n: number;
  readonly start_ms: number;
  readonly end_ms: number | null;
  readonly live_ms: number | null;
  readonly tuner_deg: number | null;
  readonly f0_hz: number | null;
  readonly q_l: number | null;
  readonly beta: number | null;
  readonly regime: string | null;
  readonly field_t: number | null;
}

export interface SummaryChannel {
  readonly channel: string;
  readonly unit: string;
  readonly n: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
  readonly last: number | null;
}

const RUN = `
  SELECT c.name AS campaign, r.number, r.title, r.path, r.kind, r.site, r.node, r.origin, r.state, r.closed_by,
    r.start_ms, r.end_ms, r.software_version, r.file_count, r.sized_count, r.bytes_sum, r.cadence_ms
  FROM run r JOIN campaign c ON c.id = r.campaign_id WHERE r.id = ?`;

const STEPS = `
  SELECT n, start_ms, end_ms, live_ms, tuner_deg, f0_hz, q_l, beta, regime, field_t FROM step WHERE run_id = ? ORDER BY n`;

const CHANNELS = `
  SELECT c.name AS channel, c.unit, s.n, s.min_value AS \`min\`, s.max_value AS \`max\`, s.mean_value AS mean,
    s.last_value AS last
  FROM run_channel s JOIN channel c ON c.id = s.channel_id WHERE s.run_id = ? ORDER BY c.name`;

const COPIES = `
  SELECT p.location, p.state, COUNT(*) AS files, COUNT(p.verified_ms) AS verified
  FROM replica p JOIN file f ON f.id = p.file_id WHERE f.run_id = ? GROUP BY p.location, p.state`;

/** Reads the summary; null where the run has gone. */
export async function readRunSummary(pool: Pool, runId: number): Promise<RunSummary | null> {
  const runs = await pool.query<RunSummary['run'][]>(RUN, [runId]);
  const run = runs[0];
  if (run === undefined) return null;
  const steps = await pool.query<SummaryStep[]>(STEPS, [runId]);
  const channels = await pool.query<SummaryChannel[]>(CHANNELS, [runId]);
  const copies = await pool.query<RunSummary['copies']>(COPIES, [runId]);
  return { run, steps, channels, copies };
}
