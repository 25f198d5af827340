/** `flash shift list`: who is, was and will be on shift. */

import { consistentReads } from '#telemetry/catalogue/read/consistent.ts';
import { readShifts, type ShiftRow } from '#telemetry/catalogue/read/rota.ts';
import type { Command } from '#telemetry/command.ts';
import { readTime } from '#telemetry/commands/read-options.ts';
import { useCatalogue } from '#telemetry/commands/use-catalogue.ts';
import { configOptions } from '#telemetry/config/options.ts';
import { systemClock } from '#telemetry/effects.ts';
import { isoTime, shortTime, type Column } from '#telemetry/output/columns.ts';
import { formatOf, formatOptions, printRows } from '#telemetry/output/print-rows.ts';
import { program } from '#telemetry/program.ts';
import { each } from './each-row.ts';

const DAY = 86_400_000;

const columns: readonly Column<ShiftRow>[] = [
  { name: 'from', value: ({ from }) => isoTime(from), show: ({ from }) => shortTime(from) },
  { name: 'to', value: ({ to }) => isoTime(to), show: ({ to }) => shortTime(to) },
  { name: 'person', value: ({ person }) => person },
  { name: 'role', value: ({ role }) => role },
  { name: 'by', value: ({ by }) => by },
  { name: 'id', value: ({ id }) => id },
];

export const command: Command = {
  options: {
    ...configOptions,
    ...formatOptions,
    from: {
      type: 'string',
      value: 'TIME',
      help: 'that begin at or after this; default: a week ago',
    },
    to: { type: 'string', value: 'TIME', help: 'that begin before this; default: in 30 days' },
  },
  usage: '[--from TIME] [--to TIME] [--format table|csv|json]',
  description: `Lists the shifts that begin in a span of time, in their order, with times in UTC.

  ${program} shift list --from 2026-11-01 --format csv
`,
  async run(input) {
    const format = formatOf(input, 'table');
    const now = systemClock.now();
    const [from, to] = [
      readTime(input, 'from', now - 7 * DAY),
      readTime(input, 'to', now + 30 * DAY),
    ];
    const shifts = await useCatalogue(input, ({ pools }) =>
      consistentReads(pools.publisher)((connection) => readShifts(connection, from, to)),
    );
    await printRows(format, columns, each(shifts), input);
    return 0;
  },
};
