/** Writes the alarms that are over by month: a month that is past is written again only where one of its alarms ends. */

import { readAlarmHistory, readFirstAlarmTime } from '#telemetry/catalogue/alarms.ts';
import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import { showAlarms } from './build-alarms.ts';
import { monthOf, monthSpan, UNKNOWN_MONTH } from './months.ts';
import type { AlarmMonth } from './schema/alarms.ts';
import type { AssetStore } from './store.ts';
import type { Tree } from './tree.ts';

/** Of a month at most so many, the newest ones: a storm of alarms does not make a page that nobody can open. */
const MOST = 1_000;
const GROUP = 'alarms';

/** What was published of the months, and in which of them an alarm is still raised. */
export interface AlarmMonths {
  readonly months: readonly AlarmMonth[];
  readonly open: ReadonlySet<string>;
}

export interface AlarmMonthsInput {
  readonly connection: ReadConnection;
  readonly store: AssetStore;
  readonly tree: Tree;
  readonly now: number;
  /** When the alarms that are raised now were raised, UTC ms. */
  readonly raised: readonly number[];
  /** Null: any month may have changed. */
  readonly known: AlarmMonths | null;
}

/** Writes what changed; returns the index, newest month first. */
export async function publishAlarmMonths(input: AlarmMonthsInput): Promise<AlarmMonths> {
  const { tree, now, raised, known } = input;
  const open = new Set(raised.map(monthOf));
  const months = new Map(known?.months.map((month) => [month.month, month]));
  if (known === null)
    for (const leaf of await tree.leaves(GROUP)) tree.drop({ group: GROUP, leaf }, '*');
  // What has ended since was raised in one of these.
  const changed =
    known === null
      ? await allMonths(input.connection)
      : new Set([...known.open, monthOf(now), ...open]);
  for (const month of changed) {
    if (month === UNKNOWN_MONTH) continue;
    const written = await writeMonth(input, month, months.get(month));
    if (written === null) months.delete(month);
    else months.set(month, written);
  }
  return { months: [...months.values()].sort((a, b) => (a.month < b.month ? 1 : -1)), open };
}

/** The months in which any alarm was raised: a look into the index for each. */
async function allMonths(connection: ReadConnection): Promise<ReadonlySet<string>> {
  const months = new Set<string>();
  for (let from = 0; ;) {
    const at = await readFirstAlarmTime(connection, from);
    if (at === null || monthOf(at) === UNKNOWN_MONTH) return months;
    months.add(monthOf(at));
    from = monthSpan(monthOf(at)).to;
  }
}

async function writeMonth(
  { connection, store, tree, now }: AlarmMonthsInput,
  month: string,
  old: AlarmMonth | undefined,
): Promise<AlarmMonth | null> {
  const { from, to } = monthSpan(month);
  const rows = await readAlarmHistory(connection, from, to, MOST + 1);
  const over = rows.slice(0, MOST).filter(({ clearedAt }) => clearedAt !== null);
  const branch = { group: GROUP, leaf: month.slice(0, 4) };
  if (old !== undefined) tree.drop(branch, old.asset.path);
  if (over.length === 0) return null;
  const asset = await store.putHashed(`alarms/${month}`, { alarms: showAlarms(over, now) });
  tree.put(branch, asset);
  return { month, count: over.length, isCut: rows.length > MOST, asset };
}
