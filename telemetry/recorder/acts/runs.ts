/** Starts, stops and edits runs; each leaves an entry under the act's id, which tells that it was done. */

import type { Act, ActOf, ActResult } from '../../logbook/act.ts';
import { TAGS } from '../../logbook/limits.ts';
import type { ApplyContext } from '../context.ts';
import { derive } from '../derive/index.ts';
import { findOrCreateCampaign, findRun, nextRunNumber } from '../runs.ts';
import { keepTags } from './entries.ts';
import { findEntry, findNamedRun } from './find.ts';
import { RefusedAct } from './refused-act.ts';

const INSERT_RUN = `
  INSERT INTO run (campaign_id, number, path, title, kind, site, node, origin, state, start_ms, started_by)
  VALUES (?, ?, ?, ?, ?, ?, ?, 'live', 'open', ?, ?)`;

/** Opens a run before its first file; files of its path join it, and an open one of the same node ends with its start. */
export async function startRun(context: ApplyContext, act: ActOf<'run.start'>): Promise<ActResult> {
  const { connection, touched } = context;
  const there = await findRun(context, act.campaign, act.path);
  const isDone = (await findEntry(connection, act.id)) !== null;
  if (there !== null && isDone)
    return { id: act.id, isNew: false, run: { campaign: there.campaign, number: there.number } };
  if (there !== null)
    throw new RefusedAct(
      409,
      `${act.path} is run ${there.campaign}/${String(there.number)} already`,
    );
  const campaignId = await findOrCreateCampaign(context, act.campaign);
  const number = await nextRunNumber(context, campaignId);
  const { insertId } = await connection.query<{ insertId: number }>(INSERT_RUN, [
    campaignId,
    number,
    act.path,
    act.title,
    act.kind,
    act.site,
    act.node,
    act.at,
    act.by,
  ]);
  touched.note('run', insertId, { from: act.at, to: act.at });
  const named = act.kind === 'unknown' ? '' : `: ${act.kind}`;
  const title = `Run ${String(number)} started${named}${act.title === null ? '' : `, ${act.title}`}`;
  await writeEntry(context, act, { run: insertId, title, body: act.path });
  await derive(context);
  return { id: act.id, isNew: true, run: { campaign: act.campaign, number } };
}

/** Closes a run; files that still come are its own, and do not open it again. */
export async function stopRun(context: ApplyContext, act: ActOf<'run.stop'>): Promise<ActResult> {
  const { connection, touched } = context;
  if ((await findEntry(connection, act.id)) !== null) return { id: act.id, isNew: false };
  const run = await findNamedRun(connection, act.run);
  const rows = await connection.query<{ state: string }[]>('SELECT state FROM run WHERE id = ?', [
    run?.id,
  ]);
  const [state] = rows;
  if (run === null || state === undefined) throw new RefusedAct(404, 'there is no such run');
  if (state.state !== 'open')
    throw new RefusedAct(409, `run ${String(run.number)} is ${state.state} already`);
  await connection.query("UPDATE run SET state = ?, closed_by = 'stopped' WHERE id = ?", [
    act.aborted ? 'aborted' : 'closed',
    run.id,
  ]);
  touched.note('run', run.id);
  const title = `Run ${String(run.number)} ${act.aborted ? 'aborted' : 'stopped'}`;
  await writeEntry(context, act, { run: run.id, title, body: act.why });
  await derive(context);
  return { id: act.id, isNew: true };
}

/** Changes what people say of a run. */
export async function editRun(context: ApplyContext, act: ActOf<'run.edit'>): Promise<ActResult> {
  const { connection, touched } = context;
  if ((await findEntry(connection, act.id)) !== null) return { id: act.id, isNew: false };
  const run = await findNamedRun(connection, act.run);
  const rows = await connection.query<{ title: string | null; kind: string; tags: string }[]>(
    'SELECT title, kind, tags FROM run WHERE id = ?',
    [run?.id],
  );
  const [before] = rows;
  if (run === null || before === undefined) throw new RefusedAct(404, 'there is no such run');
  const tags = tagsAfter(before.tags, act);
  const changes = [
    ...(act.title === null ? [] : [`title: ${before.title ?? 'none'} → ${act.title}`]),
    ...(act.kind === null ? [] : [`kind: ${before.kind} → ${act.kind}`]),
    ...(act.tag === undefined && act.untag === undefined
      ? []
      : [`tags: ${before.tags || 'none'} → ${tags.join(',') || 'none'}`]),
  ];
  if (changes.length === 0)
    throw new RefusedAct(400, 'nothing to change: name a title, a kind or tags');
  await keepTags(context, tags);
  await connection.query('UPDATE run SET title = ?, kind = ?, tags = ? WHERE id = ?', [
    act.title ?? before.title,
    act.kind ?? before.kind,
    tags.join(','),
    run.id,
  ]);
  touched.note('run', run.id);
  const title = `Run ${String(run.number)}: ${changes.join(', ')}`;
  await writeEntry(context, act, { run: run.id, title, body: act.why });
  return { id: act.id, isNew: true };
}

/** The run's tags with those it gets and without those it loses, sorted. @throws {RefusedAct} where they are too many */
function tagsAfter(
  before: string,
  { tag = [], untag = [] }: Pick<ActOf<'run.edit'>, 'tag' | 'untag'>,
): readonly string[] {
  const kept = new Set([...before.split(',').filter(Boolean), ...tag]);
  for (const one of untag) kept.delete(one);
  if (kept.size > TAGS) throw new RefusedAct(400, `a run has at most ${String(TAGS)} tags`);
  return [...kept].sort();
}

interface Note {
  readonly run: number;
  readonly title: string;
  readonly body: string | null;
}

async function writeEntry(
  { connection, touched }: ApplyContext,
  { id, by, at }: Act,
  { run, title, body }: Note,
): Promise<void> {
  await connection.query(
    `INSERT INTO log_entry (id, origin, author_kind, author, event_ms, created_ms, run_id, campaign_id, title, body, tags)
     VALUES (?, ?, 'human', ?, ?, ?, ?, (SELECT campaign_id FROM run WHERE id = ?), ?, ?, 'run')`,
    [id, `act:${id}`, by, at, at, run, run, title.slice(0, 500), body],
  );
  touched.note('log', 0, { from: at, to: at }, 1);
}
