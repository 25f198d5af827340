/** What happened in a window beside the readings: runs, alarms, and what people wrote. */

import { monthSpan, UNKNOWN_MONTH } from '#site/snapshot/months.ts';
import type { AlarmShown } from '#site/snapshot/schema/alarms.ts';
import { runRows } from '../runs/rows.ts';
import { entryHref } from '../log/address.ts';
import { href, runHref } from '../href.ts';
import type { LaneSpan } from '../charts/lane.ts';
import type { Span } from '../charts/time-axis.ts';
import type { SnapshotAccess } from '../snapshot/access.ts';

/** Where notes are read from: a snapshot on the hub, its assets in the browser. */
export type NotesSource = Pick<
  SnapshotAccess,
  'runs' | 'log' | 'logHeads' | 'alarms' | 'alarmsOfMonth'
> & { readonly now: { readonly campaign: { readonly slug: string } | null } };

export interface Note extends LaneSpan {
  readonly href: string;
}

export interface NoteLane {
  readonly label: string;
  readonly notes: readonly Note[];
}

/** In a longer window marks would be a smear, and months of the log would have to be read. */
const LONGEST_MS = 400 * 86_400_000;
const MOST_NOTES = 200;

/** Returns the lanes that have anything in a window, newest notes of each first to be kept. */
export async function notesIn(source: NotesSource, window: Span): Promise<readonly NoteLane[]> {
  if (window.to - window.from > LONGEST_MS) return [];
  const [runs, alarms, entries] = await Promise.all([
    runNotes(source, window),
    alarmNotes(source, window),
    logNotes(source, window),
  ]);
  return [
    { label: 'Runs', notes: runs.slice(-MOST_NOTES) },
    { label: 'Alarms', notes: alarms.slice(-MOST_NOTES) },
    { label: 'Log', notes: entries.slice(-MOST_NOTES) },
  ].filter(({ notes }) => notes.length > 0);
}

const QUALITY_LOOK = { good: 'good', doubtful: 'attention', bad: 'alarm' } as const;

/** Of the current campaign, with the quality that somebody gave them. */
async function runNotes({ runs, now }: NotesSource, window: Span): Promise<readonly Note[]> {
  const slug = now.campaign?.slug ?? null;
  const index = slug === null ? null : await runs(slug);
  if (slug === null || index === null) return [];
  return runRows(index)
    .flatMap(({ number, kind, start, end, quality, origin }): Note[] => {
      if (start === null || origin === 'import') return [];
      const to = end ?? window.to;
      if (start > window.to || to < window.from) return [];
      const look = quality === null ? 'c5' : QUALITY_LOOK[quality];
      const title = `run ${number}, ${kind}${quality === null ? '' : `, ${quality}`}`;
      return [{ from: start, to, look, title, href: runHref(slug, number) }];
    })
    .toSorted((a, b) => a.from - b.from);
}

async function alarmNotes(source: NotesSource, window: Span): Promise<readonly Note[]> {
  const { raised, past, months } = await source.alarms();
  const inside = months.filter(({ month }) => touches(month, window));
  const older = await Promise.all(inside.map((month) => source.alarmsOfMonth(month)));
  const all = [...raised, ...past, ...older.flatMap(({ alarms }) => alarms)];
  const known = new Set<string>();
  return all
    .filter(({ raisedAt, overAt }) => raisedAt <= window.to && (overAt ?? window.to) >= window.from)
    .filter((alarm) => {
      const key = `${alarm.alert} ${alarm.about} ${alarm.raisedAt}`;
      if (known.has(key)) return false;
      known.add(key);
      return true;
    })
    .map((alarm) => alarmNote(alarm, window))
    .toSorted((a, b) => a.from - b.from);
}

function alarmNote({ title, about, severity, since, overAt }: AlarmShown, window: Span): Note {
  return {
    from: since,
    to: overAt ?? window.to,
    look: severity === 'critical' ? 'alarm' : severity === 'warning' ? 'attention' : 'c5',
    title: `${title}${about === '' ? '' : ` ${about}`}${overAt === null ? ', still raised' : ''}`,
    href: href('alarms/'),
  };
}

/** What people wrote: what machines write by the thousand is in the log itself. */
async function logNotes(source: NotesSource, window: Span): Promise<readonly Note[]> {
  const { months } = await source.log();
  const inside = months.filter(({ month }) => touches(month, window));
  const read = await Promise.all(inside.map((month) => source.logHeads(month)));
  return read
    .flatMap(({ heads }) => heads)
    .filter(({ at, authorKind }) => authorKind === 'human' && at >= window.from && at <= window.to)
    .map(({ id, at, title, author }) => ({
      from: at,
      to: at,
      look: 'c6',
      title: `${title} (${author})`,
      href: entryHref(id),
    }))
    .toSorted((a, b) => a.from - b.from);
}

function touches(month: string, window: Span): boolean {
  if (month === UNKNOWN_MONTH) return false;
  const { from, to } = monthSpan(month);
  return to > window.from && from < window.to;
}
