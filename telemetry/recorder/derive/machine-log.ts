/** What the recorder writes in the log by itself: runs that open and close, steps with their fit, facts that will not come; never twice. */

import type { ApplyContext } from '../context.ts';
import type { RunRow } from '../runs.ts';
import { describeClosing, describeStep } from './log-text.ts';
import type { NextRun } from './run-state.ts';
import type { Step } from './step-list.ts';
import { ulidOf } from './ulid.ts';

export interface MachineEntry {
  /** What it is about; the unique key that keeps it from being written twice. */
  readonly origin: string;
  readonly eventMs: number;
  /** Null: it is of no run. */
  readonly run: RunRow | null;
  readonly title: string;
  readonly body: string | null;
  readonly tags: string;
}

const INSERT = `
  INSERT INTO log_entry (id, origin, author_kind, author, event_ms, created_ms, run_id, campaign_id, title, body, tags)
  VALUES (?, ?, 'machine', 'recorder', ?, ?, ?, ?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE title = VALUES(title), body = VALUES(body)`;

/** Writes an entry, or what it says now where it stands already. */
export async function writeMachineEntry(
  { connection, now, touched }: ApplyContext,
  entry: MachineEntry,
): Promise<void> {
  const { origin, eventMs, run, title, body, tags } = entry;
  const { affectedRows } = await connection.query<{ affectedRows: number }>(INSERT, [
    ulidOf(eventMs, origin),
    origin,
    eventMs,
    now,
    run?.id ?? null,
    run?.campaign_id ?? null,
    title.slice(0, 500),
    body,
    tags,
  ]);
  if (affectedRows > 0) touched.note('log', 0, { from: eventMs, to: eventMs }, 1);
}

export interface RunStateNews {
  readonly isNew: boolean;
  readonly state: RunRow['state'];
  readonly closedBy: string | null;
  readonly startMs: number | null;
  readonly next: NextRun | null;
}

/** Writes that a run opened, closed, or opened again; nothing where only its end moved. */
export async function logRunState(
  context: ApplyContext,
  run: RunRow,
  { isNew, state, closedBy, startMs, next }: RunStateNews,
): Promise<void> {
  if (startMs === null) return;
  const subject = `${run.campaign}/${String(run.number)}`;
  const name = `Run ${String(run.number)}`;
  if (isNew) {
    const title = `${name} opened${run.kind === 'unknown' ? '' : `: ${run.kind}`}`;
    const origin = `run-opened:${subject}`;
    await writeMachineEntry(context, {
      origin,
      eventMs: startMs,
      run,
      title,
      body: run.path,
      tags: 'run',
    });
  }
  if (state === 'closed' && (run.state !== 'closed' || isNew)) {
    const eventMs = run.last_file_ms ?? startMs;
    const origin = `run-closed:${subject}:${String(eventMs)}`;
    const title = `${name} closed: ${describeClosing(run, closedBy, next, context.idleCloseMs)}`;
    await writeMachineEntry(context, { origin, eventMs, run, title, body: null, tags: 'run' });
  }
  if (state === 'open' && run.state === 'closed') {
    const eventMs = run.last_file_ms ?? startMs;
    const origin = `run-reopened:${subject}:${String(eventMs)}`;
    const title = `${name} opened again: a file came after all`;
    await writeMachineEntry(context, { origin, eventMs, run, title, body: null, tags: 'run' });
  }
}

/** Writes an entry for each step; one whose step is no more (an earlier sweep came late) goes. */
export async function logSteps(
  context: ApplyContext,
  run: RunRow,
  steps: readonly Step[],
): Promise<void> {
  const prefix = `step:${run.campaign}/${String(run.number)}:`;
  const found = await context.connection.query<{ origin: string; title: string }[]>(
    "SELECT origin, title FROM log_entry WHERE run_id = ? AND author_kind = 'machine' AND tags = 'step'",
    [run.id],
  );
  const titles = new Map(found.map(({ origin, title }) => [origin, title]));
  for (const step of steps) {
    const origin = `${prefix}${String(step.startMs)}`;
    const title = describeStep(step);
    const isWritten = titles.get(origin) === title;
    titles.delete(origin);
    if (isWritten) continue;
    const body = step.source === null ? null : `Fitted to ${step.source}`;
    await writeMachineEntry(context, {
      origin,
      eventMs: step.startMs,
      run,
      title,
      body,
      tags: 'step',
    });
  }
  if (titles.size === 0) return;
  await context.connection.query('DELETE FROM log_entry WHERE origin IN (?)', [[...titles.keys()]]);
  // Of a campaign that was renamed, or a run that was merged, the beginning is another one.
  const times = [...titles.keys()].map((origin) => Number(/\d+$/.exec(origin)?.[0] ?? context.now));
  const span = { from: Math.min(...times), to: Math.max(...times) };
  context.touched.note('log', 0, span);
}
