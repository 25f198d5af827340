/** `flash readings`: the readings of a channel. */

import { findChannel } from '../catalogue/find-run.ts';
import { listReadings, type ReadingListRow } from '../catalogue/listing.ts';
import type { Command } from '../command.ts';
import { configOptions } from '../config/options.ts';
import { isoTime, type Column } from '../output/columns.ts';
import { DATA_FORMATS, dataFormatOptions, formatOf, printRows } from '../output/print-rows.ts';
import { readTime, requireText } from './read-options.ts';
import { useCatalogue } from './use-catalogue.ts';
import { program } from '../program.ts';

/** The columns for a channel with this unit. */
function columnsOf(unit: string): readonly Column<ReadingListRow>[] {
  const text = (description: string) =>
    ({ meaning: { type: 'text', unit: null, description } }) as const;
  return [
    {
      name: 't',
      value: ({ t_ms }) => isoTime(t_ms),
      meaning: { type: 'time', unit: null, description: 'when it was read, UTC' },
    },
    {
      name: 'n',
      value: ({ n }) => n,
      meaning: {
        type: 'integer',
        unit: '1',
        description: '0, or more where a stamp has several values',
      },
    },
    {
      name: 'value',
      value: ({ value }) => value,
      meaning: {
        type: 'double',
        unit: unit === '' ? null : unit,
        description: 'means something only where quality is good',
      },
    },
    {
      name: 'quality',
      value: ({ quality }) => quality,
      ...text('good, over, under, off, uncalibrated or missing'),
    },
    { name: 'raw', value: ({ raw }) => raw, ...text('the text of an imported value') },
  ];
}

export const command: Command = {
  options: {
    ...configOptions,
    ...dataFormatOptions,
    channel: { type: 'string', value: 'NAME', help: 'the channel, such as fridge/ch6-t' },
    from: { type: 'string', value: 'TIME', help: 'from this time on (UTC)' },
    to: { type: 'string', value: 'TIME', help: 'before this time (UTC)' },
  },
  usage: '--channel NAME [--from TIME] [--to TIME] [--format csv|json|parquet|table]',
  description: `Writes the readings of a channel in the order of time, good or not: only values of quality "good" mean
anything. The unit is in "${program} channels". n is above 0 where one stamp has several values; raw is the text
of an imported value. CSV unless --format says otherwise; Parquet says the unit in its metadata, under the
key flash.columns.

  ${program} readings --channel fridge/ch6-t --from 2026-11-20 --to 2026-11-21 > ch6.csv
`,
  async run(input) {
    const format = formatOf(input, 'csv', DATA_FORMATS);
    const name = requireText(input, 'channel', 'fridge/ch6-t');
    const from = readTime(input, 'from', 0);
    const to = readTime(input, 'to', Number.MAX_SAFE_INTEGER);
    await useCatalogue(input, async ({ pools }) => {
      const { id, unit } = await findChannel(pools.publisher, name);
      const readings = listReadings(pools.publisher, id, { from, to });
      await printRows(format, columnsOf(unit), readings, input);
    });
    return 0;
  },
};
