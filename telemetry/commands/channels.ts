/** `flash channels`: the channels of slow control. */

import { listChannels, type ChannelListRow } from '../catalogue/listing.ts';
import type { Command } from '../command.ts';
import { configOptions } from '../config/options.ts';
import { isoTime, shortTime, type Column } from '../output/columns.ts';
import { formatOf, formatOptions, printRows } from '../output/print-rows.ts';
import { durationForPeople } from '../output/quantities.ts';
import { useCatalogue } from './use-catalogue.ts';
import { program } from '../program.ts';

const columns: readonly Column<ChannelListRow>[] = [
  { name: 'channel', value: ({ name }) => name },
  { name: 'label', value: ({ label }) => label },
  { name: 'quantity', value: ({ quantity }) => quantity },
  { name: 'unit', value: ({ unit }) => unit },
  { name: 'readings', value: ({ reading_count }) => reading_count },
  {
    name: 'first',
    value: ({ first_ms }) => isoTime(first_ms),
    show: ({ first_ms }) => shortTime(first_ms),
  },
  {
    name: 'last',
    value: ({ last_ms }) => isoTime(last_ms),
    show: ({ last_ms }) => shortTime(last_ms),
  },
  {
    name: 'cadence_ms',
    value: ({ cadence_ms }) => cadence_ms,
    show: ({ cadence_ms }) => (cadence_ms === null ? '–' : durationForPeople(cadence_ms)),
  },
];

export const command: Command = {
  options: { ...configOptions, ...formatOptions },
  usage: '[--format table|csv|json]',
  description: `Lists the channels with their unit, how many readings there are, the first and the last (UTC), and the
time between readings as it was observed.

  ${program} channels
`,
  async run(input) {
    const format = formatOf(input, 'table');
    await useCatalogue(input, async ({ pools }) => {
      await printRows(format, columns, listChannels(pools.publisher), input);
    });
    return 0;
  },
};
