/** Opens and closes runs in the catalogue as `decideRunState` says, and writes it in the log. */

import type { ApplyContext } from '../context.ts';
import { readRuns, type RunRow } from '../runs.ts';
import { logRunState } from './machine-log.ts';
import { decideRunState, type NextRun } from './run-state.ts';

/** An agent whose last heartbeat is older than this is silent, ms. */
const SILENT_MS = 60_000;

/**
 * Settles the open runs of these campaigns and the runs that were touched; closes as idle only those that `mayIdle` names.
 * Returns the runs whose start or end moved: what is computed over their time is no longer right.
 */
export async function settleRuns(
  context: ApplyContext,
  campaignIds: readonly number[],
  touchedIds: readonly number[],
  mayIdle: (runId: number) => boolean = () => false,
): Promise<ReadonlySet<number>> {
  const open =
    campaignIds.length === 0
      ? []
      : await context.connection.query<{ id: number }[]>(
          "SELECT id FROM run WHERE state = 'open' AND campaign_id IN (?)",
          [campaignIds],
        );
  const ids = [...new Set([...open.map(({ id }) => id), ...touchedIds])];
  const moved = new Set<number>();
  if (ids.length === 0) return moved;
  const runs = await readRuns(context, ids);
  // All starts first: whether a run is over depends on the starts of the others.
  await context.connection.query(
    'UPDATE run SET start_ms = first_file_ms WHERE id IN (?) AND first_file_ms IS NOT NULL',
    [ids],
  );
  const before = await readCutShort(context, runs, ids);
  for (const run of [...runs, ...before]) {
    if (await settleRun(context, run, mayIdle(run.id))) moved.add(run.id);
  }
  return moved;
}

/** Closed runs that end with the start of one of these runs, or should: their end moves with that start. */
async function readCutShort(
  context: ApplyContext,
  runs: readonly RunRow[],
  settled: readonly number[],
): Promise<readonly RunRow[]> {
  const found = new Set<number>();
  for (const run of runs) {
    const startMs = run.first_file_ms ?? run.start_ms;
    if (run.origin !== 'live' || startMs === null || startMs === run.start_ms) continue;
    const rows = await context.connection.query<{ id: number }[]>(
      `SELECT id FROM run WHERE campaign_id = ? AND node <=> ? AND origin = 'live' AND state = 'closed'
         AND start_ms <= ? AND (end_ms > ? OR end_ms = ?) AND id NOT IN (?)`,
      [run.campaign_id, run.node, startMs, startMs, run.start_ms, settled],
    );
    for (const { id } of rows) found.add(id);
  }
  return await readRuns(context, [...found]);
}

/** True where its start or end moved. */
async function settleRun(context: ApplyContext, run: RunRow, mayIdle: boolean): Promise<boolean> {
  const startMs = run.first_file_ms ?? run.start_ms;
  const next = run.origin === 'live' ? await findNext(context, run, startMs) : null;
  const decided =
    run.origin === 'live'
      ? decideRunState({
          run: {
            state: run.state,
            closedBy: run.closed_by,
            lastFileMs: run.last_file_ms,
            cadenceMs: run.cadence_ms,
          },
          next,
          now: context.now,
          toldUntil: mayIdle ? await toldUntil(context, run.node) : null,
          idleCloseMs: context.idleCloseMs,
        })
      : { state: run.state, closedBy: run.closed_by, endMs: importedEnd(run) };
  const { state, closedBy, endMs } = decided;
  const isMoved = endMs !== run.end_ms || startMs !== run.start_ms;
  if (!isMoved && state === run.state && closedBy === run.closed_by) return false;
  await context.connection.query(
    'UPDATE run SET state = ?, closed_by = ?, start_ms = ?, end_ms = ? WHERE id = ?',
    [state, closedBy, startMs, endMs, run.id],
  );
  context.touched.note('run', run.id);
  if (run.origin === 'live') {
    const isNew = run.start_ms === null;
    await logRunState(context, run, { isNew, state, closedBy, startMs, next });
  }
  return isMoved;
}

function importedEnd(run: RunRow): number | null {
  return run.last_file_ms === null ? null : run.last_file_ms + (run.cadence_ms ?? 0);
}

async function findNext(
  { connection }: ApplyContext,
  run: RunRow,
  startMs: number | null,
): Promise<NextRun | null> {
  if (startMs === null) return null;
  const rows = await connection.query<{ number: number; start_ms: number }[]>(
    `SELECT number, start_ms FROM run
     WHERE campaign_id = ? AND start_ms >= ? AND (start_ms > ? OR number > ?)
       AND origin = 'live' AND node <=> ? AND id <> ?
     ORDER BY start_ms, number LIMIT 1`,
    [run.campaign_id, startMs, startMs, run.number, run.node, run.id],
  );
  const next = rows[0];
  return next === undefined ? null : { number: next.number, startMs: next.start_ms };
}

/** Up to when the agent of a node has delivered what it saw; without an agent, up to now. */
async function toldUntil(
  { connection, now }: ApplyContext,
  node: string | null,
): Promise<number | null> {
  const rows = await connection.query<
    { heartbeat_ms: number | null; spool_oldest_ms: number | null }[]
  >('SELECT heartbeat_ms, spool_oldest_ms FROM node WHERE name = ?', [node ?? '']);
  const agent = rows[0];
  if (agent === undefined) return now;
  if (agent.heartbeat_ms === null || now - agent.heartbeat_ms > SILENT_MS) return null;
  return agent.spool_oldest_ms ?? agent.heartbeat_ms;
}
