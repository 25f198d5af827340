/** Rows of the catalogue for the commands that print it, streamed as the database gives them. */

import type { Pool } from 'mariadb';

/** Runs a query and yields its rows one by one; the database waits while the reader does. */
export async function* streamRows<Row>(
  pool: Pool,
  sql: string,
  values: readonly unknown[] = [],
): AsyncGenerator<Row> {
  const connection = await pool.getConnection();
  let isDone = false;
  try {
    for await (const row of connection.queryStream(sql, [...values])) yield row as Row;
    isDone = true;
  } finally {
    // Rows that nobody took are still on the wire: such a connection is of no further use.
    if (isDone) await connection.release();
    else connection.destroy();
  }
}

export interface RunListRow {
  readonly campaign: string;
  readonly number: number;
  readonly kind: string;
  readonly state: string;
  readonly origin: string;
  readonly start_ms: number | null;
  readonly end_ms: number | null;
  readonly steps: number;
  readonly file_count: number;
  readonly sized_count: number;
  readonly bytes_sum: number;
  readonly path: string;
}

const RUNS = `
  SELECT STRAIGHT_JOIN c.name AS campaign, r.number, r.kind, r.state, r.origin, r.start_ms, r.end_ms,
    (SELECT COUNT(*) FROM step s WHERE s.run_id = r.id) AS steps, r.file_count, r.sized_count, r.bytes_sum, r.path, r.id
  FROM run r JOIN campaign c ON c.id = r.campaign_id`;

/** Runs of a page: the next one begins behind the last run of this. */
const PAGE = 500;

interface PagedRun extends RunListRow {
  readonly id: number;
}

/** Runs, newest first, those without a start last; of one campaign (name or slug) or of all. */
export async function* listRuns(pool: Pool, campaign: string | null): AsyncGenerator<RunListRow> {
  const of = campaign === null ? null : await findCampaign(pool, campaign);
  if (of === undefined) return;
  const [among, ids] = of === null ? ['TRUE', []] : ['r.campaign_id = ?', [of]];
  let last: Pick<PagedRun, 'id' | 'start_ms'> = { start_ms: Number.MAX_SAFE_INTEGER, id: 0 };
  for (;;) {
    const { start_ms: start, id } = last;
    const [behind, values] =
      start === null
        ? ['r.start_ms IS NULL AND r.id < ?', [id]]
        : ['(r.start_ms < ? OR (r.start_ms = ? AND r.id < ?))', [start, start, id]];
    const rows = await pool.query<PagedRun[]>(
      `${RUNS} WHERE ${among} AND ${behind} ORDER BY r.start_ms DESC, r.id DESC LIMIT ?`,
      [...ids, ...values, PAGE],
    );
    for (const { id: _, ...row } of rows) yield row;
    const end = rows.at(-1);
    if (rows.length === PAGE && end !== undefined) last = end;
    else if (start !== null) last = { start_ms: null, id: 2 ** 32 };
    else return;
  }
}

/** By the name or slug that it has, else by one that it had. */
async function findCampaign(pool: Pool, campaign: string): Promise<number | undefined> {
  const rows = await pool.query<{ id: number }[]>(
    'SELECT id FROM campaign WHERE name = ? OR slug = CONVERT(? USING ascii)',
    [campaign, campaign],
  );
  if (rows[0] !== undefined) return rows[0].id;
  const former = await pool.query<{ id: number }[]>(
    "SELECT campaign_id AS id FROM campaign_former WHERE kind IN ('name', 'slug') AND former = ?",
    [campaign],
  );
  return former[0]?.id;
}

export interface FileListRow {
  readonly name: string;
  readonly taken_ms: number | null;
  readonly taken_source: string | null;
  readonly bytes: number | null;
  readonly adler32: string | null;
  readonly sha256: string | null;
  readonly tuner_deg: number | null;
  readonly t_cav_k: number | null;
  readonly t_mc_k: number | null;
  readonly bit: string | null;
  readonly cavity_hz: number | null;
  readonly copies: string | null;
}

const FILES = `
  SELECT f.name, f.taken_ms, f.taken_source, f.bytes, f.adler32, f.sha256, f.tuner_deg, f.t_cav_k, f.t_mc_k, f.bit,
    f.cavity_hz,
    (SELECT GROUP_CONCAT(p.location, ': ', p.state, IF(p.verified_ms IS NULL, '', ', verified') ORDER BY p.location SEPARATOR '; ')
     FROM replica p WHERE p.file_id = f.id) AS copies
  FROM file f WHERE f.run_id = ? ORDER BY f.taken_ms IS NULL, f.taken_ms, f.name`;

/** Files of a run in the order of their time. */
export function listFiles(pool: Pool, runId: number): AsyncGenerator<FileListRow> {
  return streamRows<FileListRow>(pool, FILES, [runId]);
}

export interface CampaignFileRow extends FileListRow {
  /** Number of its run. */
  readonly run: number;
}

/** Files of every run of a campaign, by number of the run, then by time; the campaign by a name or slug it has or had. */
export async function* listCampaignFiles(
  pool: Pool,
  campaign: string,
): AsyncGenerator<CampaignFileRow> {
  const id = await findCampaign(pool, campaign);
  let last = 0;
  while (id !== undefined) {
    const runs = await pool.query<{ id: number; number: number }[]>(
      'SELECT id, number FROM run WHERE campaign_id = ? AND number > ? ORDER BY number LIMIT ?',
      [id, last, PAGE],
    );
    for (const run of runs) {
      for await (const file of listFiles(pool, run.id)) yield { run: run.number, ...file };
    }
    const end = runs.at(-1);
    if (end === undefined) return;
    last = end.number;
  }
}

export interface ChannelListRow {
  readonly name: string;
  readonly label: string | null;
  readonly quantity: string;
  readonly unit: string;
  readonly reading_count: number;
  readonly first_ms: number | null;
  readonly last_ms: number | null;
  readonly cadence_ms: number | null;
}

const CHANNELS = `
  SELECT name, label, quantity, unit, reading_count, first_ms, last_ms, cadence_ms FROM channel ORDER BY name`;

export function listChannels(pool: Pool): AsyncGenerator<ChannelListRow> {
  return streamRows<ChannelListRow>(pool, CHANNELS);
}

export interface ReadingListRow {
  readonly t_ms: number;
  readonly n: number;
  readonly value: number | null;
  readonly quality: string;
  readonly raw: string | null;
}

const READINGS = `
  SELECT t_ms, n, value, quality, raw FROM reading
  WHERE channel_id = ? AND t_ms >= ? AND t_ms < ? ORDER BY t_ms, n`;

/** Readings of a channel with `from <= t < to` (UTC ms), in the order of time. */
export function listReadings(
  pool: Pool,
  channelId: number,
  { from, to }: { readonly from: number; readonly to: number },
): AsyncGenerator<ReadingListRow> {
  return streamRows<ReadingListRow>(pool, READINGS, [channelId, from, to]);
}
