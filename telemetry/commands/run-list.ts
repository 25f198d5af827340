/** `flash run list`: the runs of the catalogue. */

import { requireCampaign } from '../catalogue/find-run.ts';
import { listRuns, type RunListRow } from '../catalogue/listing.ts';
import type { Command } from '../command.ts';
import { configOptions } from '../config/options.ts';
import { isoTime, shortTime, type Column } from '../output/columns.ts';
import { formatOf, formatOptions, printRows } from '../output/print-rows.ts';
import { bytesForPeople } from '../output/quantities.ts';
import { useCatalogue } from './use-catalogue.ts';
import { program } from '../program.ts';

const columns: readonly Column<RunListRow>[] = [
  { name: 'run', value: ({ campaign, number }) => `${campaign}/${String(number)}` },
  { name: 'kind', value: ({ kind }) => kind },
  { name: 'state', value: ({ state }) => state },
  { name: 'origin', value: ({ origin }) => origin },
  {
    name: 'start',
    value: ({ start_ms }) => isoTime(start_ms),
    show: ({ start_ms }) => shortTime(start_ms),
  },
  {
    name: 'end',
    value: ({ end_ms }) => isoTime(end_ms),
    show: ({ end_ms }) => shortTime(end_ms),
  },
  { name: 'steps', value: ({ steps }) => steps },
  { name: 'files', value: ({ file_count }) => file_count },
  {
    name: 'bytes',
    value: ({ sized_count, bytes_sum }) => (sized_count === 0 ? null : bytes_sum),
    show: ({ sized_count, bytes_sum }) => (sized_count === 0 ? '–' : bytesForPeople(bytes_sum)),
  },
  { name: 'path', value: ({ path }) => path },
];

export const command: Command = {
  options: {
    ...configOptions,
    ...formatOptions,
    campaign: { type: 'string', value: 'NAME', help: 'only the runs of this campaign' },
  },
  usage: '[--campaign NAME] [--format table|csv|json]',
  description: `Lists the runs, newest first, with times in UTC. Bytes are those of files whose size is known.

  ${program} run list --campaign Run_2026.11-QUAX --format csv
`,
  async run(input) {
    const format = formatOf(input, 'table');
    const { campaign } = input.options;
    await useCatalogue(input, async ({ pools }) => {
      const name = typeof campaign === 'string' ? campaign : null;
      if (name !== null) await requireCampaign(pools.publisher, name);
      const runs = listRuns(pools.publisher, name);
      await printRows(format, columns, runs, input);
    });
    return 0;
  },
};
