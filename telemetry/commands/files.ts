/** `flash files`: the files of a run. */

import { findRunId } from '../catalogue/find-run.ts';
import { listFiles, type FileListRow } from '../catalogue/listing.ts';
import type { Command } from '../command.ts';
import { configOptions } from '../config/options.ts';
import { isoTime, shortTime, type Column } from '../output/columns.ts';
import { formatOf, formatOptions, printRows } from '../output/print-rows.ts';
import { readRunName, requireText } from './read-options.ts';
import { useCatalogue } from './use-catalogue.ts';

const columns: readonly Column<FileListRow>[] = [
  { name: 'name', value: ({ name }) => name },
  {
    name: 'taken_at',
    value: ({ taken_ms }) => isoTime(taken_ms),
    show: ({ taken_ms }) => shortTime(taken_ms),
  },
  { name: 'taken_source', value: ({ taken_source }) => taken_source },
  { name: 'bytes', value: ({ bytes }) => bytes },
  { name: 'adler32', value: ({ adler32 }) => adler32 },
  { name: 'tuner_deg', value: ({ tuner_deg }) => tuner_deg },
  { name: 't_cav_k', value: ({ t_cav_k }) => t_cav_k },
  { name: 't_mc_k', value: ({ t_mc_k }) => t_mc_k },
  { name: 'bit', value: ({ bit }) => bit },
  { name: 'cavity_hz', value: ({ cavity_hz }) => cavity_hz },
  { name: 'copies', value: ({ copies }) => copies },
];

export const command: Command = {
  options: {
    ...configOptions,
    ...formatOptions,
    run: { type: 'string', value: 'CAMPAIGN/NUMBER', help: 'the run' },
  },
  usage: '--run CAMPAIGN/NUMBER [--format csv|json|table]',
  description: `Writes the files of a run, in the order of their time, with their checksums, temperatures and copies.
Units stand in the columns' names; an empty cell is not known. CSV unless --format says otherwise.

  flash files --run Run_2026.11-QUAX/12 > files.csv
`,
  async run(input) {
    const format = formatOf(input, 'csv');
    const { campaign, number } = readRunName(requireText(input, 'run', 'Run_2026.11-QUAX/12'));
    await useCatalogue(input, async ({ pools }) => {
      const id = await findRunId(pools.publisher, campaign, number);
      await printRows(format, columns, listFiles(pools.publisher, id), input);
    });
    return 0;
  },
};
