/** `flash readings`: the readings of a channel. */

import { findChannel } from '../catalogue/find-run.ts';
import { listReadings, type ReadingListRow } from '../catalogue/listing.ts';
import type { Command } from '../command.ts';
import { configOptions } from '../config/options.ts';
import { isoTime, type Column } from '../output/columns.ts';
import { formatOf, formatOptions, printRows } from '../output/print-rows.ts';
import { readTime, requireText } from './read-options.ts';
import { useCatalogue } from './use-catalogue.ts';

const columns: readonly Column<ReadingListRow>[] = [
  { name: 't', value: ({ t_ms }) => isoTime(t_ms) },
  { name: 'n', value: ({ n }) => n },
  { name: 'value', value: ({ value }) => value },
  { name: 'quality', value: ({ quality }) => quality },
  { name: 'raw', value: ({ raw }) => raw },
];

export const command: Command = {
  options: {
    ...configOptions,
    ...formatOptions,
    channel: { type: 'string', value: 'NAME', help: 'the channel, such as qfridge/ch6-t' },
    from: { type: 'string', value: 'TIME', help: 'from this time on (UTC)' },
    to: { type: 'string', value: 'TIME', help: 'before this time (UTC)' },
  },
  usage: '--channel NAME [--from TIME] [--to TIME] [--format csv|json|table]',
  description: `Writes the readings of a channel in the order of time, good or not: only values of quality "good" mean
anything. The unit is in "flash channels". n is above 0 where one stamp has several values; raw is the text
of an imported value. CSV unless --format says otherwise.

  flash readings --channel qfridge/ch6-t --from 2026-11-20 --to 2026-11-21 > ch6.csv
`,
  async run(input) {
    const format = formatOf(input, 'csv');
    const name = requireText(input, 'channel', 'qfridge/ch6-t');
    const from = readTime(input, 'from', 0);
    const to = readTime(input, 'to', Number.MAX_SAFE_INTEGER);
    await useCatalogue(input, async ({ pools }) => {
      const { id } = await findChannel(pools.publisher, name);
      await printRows(format, columns, listReadings(pools.publisher, id, { from, to }), input);
    });
    return 0;
  },
};
