/** `flash flag list`: how good people said the data are, and what they took back. */

import { consistentReads } from '#telemetry/catalogue/read/consistent.ts';
import { readFlags, type ListedFlagRow } from '#telemetry/catalogue/read/rota.ts';
import type { Command } from '#telemetry/command.ts';
import { readTime } from '#telemetry/commands/read-options.ts';
import { useCatalogue } from '#telemetry/commands/use-catalogue.ts';
import { configOptions } from '#telemetry/config/options.ts';
import { isoTime, shortTime, type Column } from '#telemetry/output/columns.ts';
import { formatOf, formatOptions, printRows } from '#telemetry/output/print-rows.ts';
import { program } from '#telemetry/program.ts';
import { each } from './each-row.ts';

const MOST = 100_000;

const runName = ({ campaign, run }: ListedFlagRow): string | null =>
  campaign === null || run === null ? null : `${campaign}/${String(run)}`;

const time = (name: string, of: (row: ListedFlagRow) => number | null): Column<ListedFlagRow> => ({
  name,
  value: (row) => isoTime(of(row)),
  show: (row) => shortTime(of(row)),
});

const columns: readonly Column<ListedFlagRow>[] = [
  { name: 'id', value: ({ id }) => id },
  time('set', ({ createdAt }) => createdAt),
  { name: 'quality', value: ({ quality }) => quality },
  { name: 'run', value: runName },
  time('from', ({ from }) => from),
  time('to', ({ to }) => to),
  { name: 'why', value: ({ why }) => why },
  { name: 'by', value: ({ by }) => by },
  time('withdrawn', ({ withdrawnAt }) => withdrawnAt),
  { name: 'withdrawn_by', value: ({ withdrawnBy }) => withdrawnBy },
  { name: 'withdrawn_why', value: ({ withdrawnWhy }) => withdrawnWhy },
];

/** A table for a person. */
const short: readonly Column<ListedFlagRow>[] = [
  time('set', ({ createdAt }) => createdAt),
  {
    name: 'quality',
    value: ({ quality, withdrawnAt }) => (withdrawnAt === null ? quality : `${quality}, withdrawn`),
  },
  { name: 'run', value: (row) => runName(row) ?? '' },
  time('from', ({ from }) => from),
  time('to', ({ to }) => to),
  { name: 'why', value: ({ why }) => why },
  { name: 'id', value: ({ id }) => id },
];

export const command: Command = {
  options: {
    ...configOptions,
    ...formatOptions,
    from: { type: 'string', value: 'TIME', help: 'that were set at or after this' },
    to: { type: 'string', value: 'TIME', help: 'that were set before this' },
  },
  usage: '[--from TIME] [--to TIME] [--format table|csv|json]',
  description: `Lists the quality flags, newest first, with times in UTC; those that were withdrawn too. An empty beginning or end is
the run's own.

  ${program} flag list --from 2026-11-01 --format csv
`,
  async run(input) {
    const format = formatOf(input, 'table');
    const [from, to] = [readTime(input, 'from', 0), readTime(input, 'to', Number.MAX_SAFE_INTEGER)];
    const flags = await useCatalogue(input, ({ pools }) =>
      consistentReads(pools.publisher)((connection) => readFlags(connection, from, to, MOST)),
    );
    await printRows(format, format === 'table' ? short : columns, each(flags), input);
    return 0;
  },
};
