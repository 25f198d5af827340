/** `flash alarm list`: what is raised, and what was. */

import { alarmKey, shelfOf, stateOf, type Shelf } from '#telemetry/alarms/alarm.ts';
import {
  readAlarmHistory,
  readRaisedAlarms,
  readShelves,
  type AlarmRow,
} from '#telemetry/catalogue/alarms.ts';
import { consistentReads } from '#telemetry/catalogue/read/consistent.ts';
import type { Command } from '#telemetry/command.ts';
import { useCatalogue } from '#telemetry/commands/use-catalogue.ts';
import { configOptions } from '#telemetry/config/options.ts';
import { systemClock } from '#telemetry/effects.ts';
import { isoTime, shortTime, type Column } from '#telemetry/output/columns.ts';
import { formatOf, formatOptions, printRows } from '#telemetry/output/print-rows.ts';
import { program } from '#telemetry/program.ts';
import { each } from './each-row.ts';

/** Alarms that are over, at most. */
const HISTORY = 1_000;

interface Listed {
  readonly alarm: AlarmRow;
  readonly shelf: Shelf | null;
  readonly state: string;
}

const columns: readonly Column<Listed>[] = [
  { name: 'alert', value: ({ alarm }) => alarm.alert },
  { name: 'subject', value: ({ alarm }) => alarm.subject },
  { name: 'state', value: ({ state }) => state },
  { name: 'severity', value: ({ alarm }) => alarm.severity },
  time('since', ({ alarm }) => alarm.since),
  time('raised', ({ alarm }) => alarm.raisedAt),
  time('over', ({ alarm }) => alarm.overAt),
  time('cleared', ({ alarm }) => alarm.clearedAt),
  { name: 'times', value: ({ alarm }) => alarm.times },
  { name: 'acknowledged_by', value: ({ alarm }) => alarm.acknowledged?.by ?? null },
  { name: 'acknowledged_why', value: ({ alarm }) => alarm.acknowledged?.why ?? null },
  time('shelved_until', ({ shelf }) => shelf?.until ?? null),
  { name: 'explained_by', value: ({ alarm }) => alarm.explainedBy },
  { name: 'summary', value: ({ alarm }) => alarm.summary },
];

function time(name: string, of: (row: Listed) => number | null): Column<Listed> {
  return { name, value: (row) => isoTime(of(row)), show: (row) => shortTime(of(row)) };
}

/** A table for a person: few columns, the gravest things first to read. */
const short: readonly Column<Listed>[] = [
  time('since', ({ alarm }) => alarm.since),
  { name: 'state', value: ({ state }) => state },
  { name: 'severity', value: ({ alarm }) => alarm.severity },
  { name: 'alarm', value: ({ alarm }) => alarmKey(alarm) },
  { name: 'summary', value: ({ alarm }) => alarm.summary },
];

export const command: Command = {
  options: {
    ...configOptions,
    ...formatOptions,
    all: { type: 'boolean', help: 'also those that are over: the last thousand' },
  },
  usage: '[--all] [--format table|csv|json]',
  description: `Lists the alarms that are raised, newest first, with times in UTC: since when the condition holds, who has
acknowledged it, until when it is shelved, and which other alarm explains it. The table is short; csv and json have all.

  ${program} alarm list --all --format csv
`,
  async run(input) {
    const format = formatOf(input, 'table');
    const isAll = input.options['all'] === true;
    const now = systemClock.now();
    const { alarms, shelves } = await useCatalogue(input, ({ pools }) =>
      consistentReads(pools.publisher)(async (connection) => ({
        alarms: isAll
          ? await readAlarmHistory(connection, 0, Number.MAX_SAFE_INTEGER, HISTORY)
          : await readRaisedAlarms(connection),
        shelves: await readShelves(connection, now),
      })),
    );
    const rows = alarms.map((alarm) => ({
      alarm,
      shelf: alarm.clearedAt === null ? shelfOf(alarm, shelves, now) : null,
      state: stateOf(alarm, shelves, now),
    }));
    const none = isAll
      ? 'no alarm was ever raised'
      : `no alarm is raised; those that are over: ${program} alarm list --all`;
    await printRows(format, format === 'table' ? short : columns, each(rows), input, none);
    return 0;
  },
};
