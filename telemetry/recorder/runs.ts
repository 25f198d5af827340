/** Finds the run of a path, or registers it: a run gets the next number of its campaign, which is never given again. */

import type { FileFact } from '../facts/file.ts';
import type { ApplyContext } from './context.ts';
import { linkWaitingJobs } from './job-runs.ts';

export interface RunRow {
  readonly id: number;
  readonly campaign_id: number;
  readonly campaign: string;
  readonly number: number;
  readonly path: string;
  readonly kind: string;
  readonly node: string | null;
  readonly origin: 'live' | 'import';
  readonly state: 'open' | 'closed' | 'aborted';
  readonly closed_by: string | null;
  readonly start_ms: number | null;
  readonly end_ms: number | null;
  readonly file_count: number;
  readonly sized_count: number;
  readonly bytes_sum: number;
  readonly first_file_ms: number | null;
  readonly last_file_ms: number | null;
  readonly cadence_ms: number | null;
}

export const RUN_COLUMNS = `
  r.id, r.campaign_id, c.name AS campaign, r.number, r.path, r.kind, r.node, r.origin, r.state, r.closed_by, r.start_ms,
  r.end_ms, r.file_count, r.sized_count, r.bytes_sum, r.first_file_ms, r.last_file_ms, r.cadence_ms`;

const SELECT_BY_PATH = `
  SELECT ${RUN_COLUMNS} FROM run r JOIN campaign c ON c.id = r.campaign_id WHERE r.campaign_id = ? AND r.path = ?`;

const SELECT_MERGED = `
  SELECT ${RUN_COLUMNS} FROM run_merged m JOIN run r ON r.id = m.into_run_id JOIN campaign c ON c.id = r.campaign_id
  WHERE m.campaign_id = ? AND m.path = ?`;

/** The run of a path, or the one that it was merged into; null where it is not registered. */
export async function findRun(
  { connection }: Pick<ApplyContext, 'connection'>,
  campaign: string,
  path: string,
): Promise<RunRow | null> {
  const id = await findCampaignId(connection, campaign);
  if (id === null) return null;
  const rows = await connection.query<RunRow[]>(SELECT_BY_PATH, [id, path]);
  if (rows[0] !== undefined) return rows[0];
  const merged = await connection.query<RunRow[]>(SELECT_MERGED, [id, path]);
  return merged[0] ?? null;
}

/** The id of a campaign by the name it has, or had; null where there is none. */
async function findCampaignId(
  connection: ApplyContext['connection'],
  name: string,
): Promise<number | null> {
  const rows = await connection.query<{ id: number }[]>('SELECT id FROM campaign WHERE name = ?', [
    name,
  ]);
  if (rows[0] !== undefined) return rows[0].id;
  const former = await connection.query<{ id: number }[]>(
    "SELECT campaign_id AS id FROM campaign_former WHERE kind = 'name' AND former = ?",
    [name],
  );
  return former[0]?.id ?? null;
}

/** Runs by their ids, in no order. */
export async function readRuns(
  { connection }: Pick<ApplyContext, 'connection'>,
  ids: readonly number[],
): Promise<readonly RunRow[]> {
  if (ids.length === 0) return [];
  return await connection.query<RunRow[]>(
    `SELECT ${RUN_COLUMNS} FROM run r JOIN campaign c ON c.id = r.campaign_id WHERE r.id IN (?)`,
    [ids],
  );
}

/** The run of a file, registered where it is new; its campaign too. */
export async function findOrCreateRun(context: ApplyContext, fact: FileFact): Promise<RunRow> {
  const found = await findRun(context, fact.campaign, fact.run);
  if (found !== null) {
    await completeRun(context, found, fact);
    return found;
  }
  const campaignId = await findOrCreateCampaign(context, fact.campaign);
  await createRun(context, campaignId, fact);
  const made = await findRun(context, fact.campaign, fact.run);
  if (made === null) throw new RangeError(`run ${fact.run} was not made`);
  context.touched.note('run', made.id);
  await linkWaitingJobs(context, made.campaign);
  return made;
}

/** Gives the next number of a campaign, which is never given again. */
export async function nextRunNumber(
  { connection }: Pick<ApplyContext, 'connection'>,
  campaignId: number,
): Promise<number> {
  // Under the write lock; LAST_INSERT_ID(…) does not survive the table's triggers.
  await connection.query('UPDATE campaign SET last_run_number = last_run_number + 1 WHERE id = ?', [
    campaignId,
  ]);
  const rows = await connection.query<{ number: number }[]>(
    'SELECT last_run_number AS number FROM campaign WHERE id = ?',
    [campaignId],
  );
  const [row] = rows;
  if (row === undefined) throw new RangeError(`there is no campaign ${String(campaignId)}`);
  return row.number;
}

async function createRun(context: ApplyContext, campaignId: number, fact: FileFact): Promise<void> {
  const { connection, agent } = context;
  const number = await nextRunNumber(context, campaignId);
  const isLive = fact.origin === 'live';
  await connection.query(
    `INSERT INTO run (campaign_id, number, path, kind, kind_raw, site, node, origin, state, closed_by, software_version)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      campaignId,
      number,
      fact.run,
      fact.runKind,
      fact.runKindRaw,
      fact.site,
      isLive ? agent : null,
      fact.origin,
      isLive ? 'open' : 'closed',
      isLive ? null : 'imported',
      fact.softwareVersion,
    ],
  );
}

/** A run that was imported becomes a live one when an agent finds its files; what was unknown is filled in. */
async function completeRun(
  { connection, agent, touched }: ApplyContext,
  run: RunRow,
  fact: FileFact,
): Promise<void> {
  const { affectedRows } = await connection.query<{ affectedRows: number }>(
    `UPDATE run SET
       origin = IF(? = 'live', 'live', origin),
       node = IF(? = 'live', COALESCE(node, ?), node),
       kind_raw = IF(kind = 'unknown', COALESCE(?, kind_raw), kind_raw),
       kind = IF(kind = 'unknown', ?, kind),
       site = COALESCE(site, ?),
       software_version = COALESCE(software_version, ?)
     WHERE id = ?`,
    [
      fact.origin,
      fact.origin,
      agent,
      fact.runKindRaw,
      fact.runKind,
      fact.site,
      fact.softwareVersion,
      run.id,
    ],
  );
  if (affectedRows > 0) touched.note('run', run.id);
}

/** The id of a campaign by the name it has or had, made where it is new. */
export async function findOrCreateCampaign(
  { connection, touched }: ApplyContext,
  name: string,
): Promise<number> {
  const known = await findCampaignId(connection, name);
  if (known !== null) return known;
  const taken = await connection.query<{ slug: string }[]>(
    "SELECT slug FROM campaign UNION SELECT former FROM campaign_former WHERE kind = 'slug'",
  );
  const slug = chooseSlug(name, new Set(taken.map((row) => row.slug)));
  const { insertId } = await connection.query<{ insertId: number }>(
    'INSERT INTO campaign (name, slug) VALUES (?, ?)',
    [name, slug],
  );
  touched.note('campaign', insertId);
  return insertId;
}

/** Makes an address of a name: ASCII, `[a-z0-9._-]`, at most 64 characters, unlike those taken. */
export function chooseSlug(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replaceAll(/^[^a-z0-9]+|-+$/g, '')
    .slice(0, 58);
  const base = plain === '' ? 'campaign' : plain;
  if (!taken.has(base)) return base;
  for (let n = 2; ; n += 1) {
    const slug = `${base}-${String(n)}`;
    if (!taken.has(slug)) return slug;
  }
}
