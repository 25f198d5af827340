/** `flash files`: the files of a run, or of all runs of a campaign. */

import { findRunId, requireCampaign } from '../catalogue/find-run.ts';
import {
  listCampaignFiles,
  listFiles,
  type CampaignFileRow,
  type FileListRow,
} from '../catalogue/listing.ts';
import { UsageError, type Command, type CommandInput } from '../command.ts';
import { configOptions } from '../config/options.ts';
import { isoTime, shortTime, type Column, type Meaning } from '../output/columns.ts';
import { DATA_FORMATS, dataFormatOptions, formatOf, printRows } from '../output/print-rows.ts';
import { readRunName, requireText } from './read-options.ts';
import { useCatalogue } from './use-catalogue.ts';
import { program } from '../program.ts';

const meaning = (type: Meaning['type'], unit: string | null, description: string) => ({
  meaning: { type, unit, description },
});

const columns: readonly Column<FileListRow>[] = [
  { name: 'name', value: ({ name }) => name, ...meaning('text', null, 'name of the file') },
  {
    name: 'taken_at',
    value: ({ taken_ms }) => isoTime(taken_ms),
    show: ({ taken_ms }) => shortTime(taken_ms),
    ...meaning('time', null, 'when its data begin, UTC'),
  },
  {
    name: 'taken_source',
    value: ({ taken_source }) => taken_source,
    ...meaning('text', null, 'how that time is known: header, name, mtime or import'),
  },
  { name: 'bytes', value: ({ bytes }) => bytes, ...meaning('integer', 'By', 'its size') },
  {
    name: 'adler32',
    value: ({ adler32 }) => adler32,
    ...meaning('text', null, 'Adler-32 checksum, hexadecimal'),
  },
  {
    name: 'tuner_deg',
    value: ({ tuner_deg }) => tuner_deg,
    ...meaning('double', 'deg', 'angle of the tuner'),
  },
  {
    name: 't_cav_k',
    value: ({ t_cav_k }) => t_cav_k,
    ...meaning('double', 'K', 'temperature of the cavity: the last good reading before'),
  },
  {
    name: 't_mc_k',
    value: ({ t_mc_k }) => t_mc_k,
    ...meaning('double', 'K', 'temperature of the mixing chamber: the last good reading before'),
  },
  {
    name: 'bit',
    value: ({ bit }) => bit,
    ...meaning('text', null, 'BIT as the old catalogue says'),
  },
  {
    name: 'cavity_hz',
    value: ({ cavity_hz }) => cavity_hz,
    ...meaning('double', 'Hz', 'resonance of the cavity at its step'),
  },
  {
    name: 'copies',
    value: ({ copies }) => copies,
    ...meaning('text', null, 'its copies: location, state, whether verified'),
  },
  {
    name: 'sha256',
    value: ({ sha256 }) => sha256,
    ...meaning('text', null, 'SHA-256 checksum, hexadecimal, where one was computed'),
  },
];

const campaignColumns: readonly Column<CampaignFileRow>[] = [
  { name: 'run', value: ({ run }) => run, ...meaning('integer', null, 'number of its run') },
  ...columns,
];

async function writeCampaign(input: CommandInput, campaign: string): Promise<void> {
  const format = formatOf(input, 'csv', DATA_FORMATS);
  if (format === 'table')
    throw new UsageError(
      'a table has to be gathered first: a campaign goes out as csv, json, parquet',
    );
  await useCatalogue(input, async ({ pools }) => {
    await requireCampaign(pools.publisher, campaign);
    const rows = listCampaignFiles(pools.publisher, campaign);
    await printRows(format, campaignColumns, rows, input);
  });
}

export const command: Command = {
  options: {
    ...configOptions,
    ...dataFormatOptions,
    run: { type: 'string', value: 'CAMPAIGN/NUMBER', help: 'the run' },
    campaign: { type: 'string', value: 'NAME', help: 'all runs of this campaign instead' },
  },
  usage: '--run CAMPAIGN/NUMBER | --campaign NAME [--format csv|json|parquet|table]',
  description: `Writes the files of a run, in the order of their time, with their checksums, temperatures and copies.
Units stand in the columns' names; an empty cell is not known. CSV unless --format says otherwise.

Parquet says units and meanings in its metadata, under the key flash.columns.

  ${program} files --run Run_2026.11-QUAX/12 > files.csv
  ${program} files --campaign Run_2026.11-QUAX --format parquet > all.parquet

Of a campaign, the first column is the number of the run; runs come in the order of their numbers. Rows go out as they
come, in the same memory however many there are.
`,
  async run(input) {
    const { campaign: all, run } = input.options;
    if (all !== undefined && run !== undefined)
      throw new UsageError('--run and --campaign exclude each other');
    if (typeof all === 'string') {
      await writeCampaign(input, all);
      return 0;
    }
    const format = formatOf(input, 'csv', DATA_FORMATS);
    const { campaign, number } = readRunName(requireText(input, 'run', 'Run_2026.11-QUAX/12'));
    await useCatalogue(input, async ({ pools }) => {
      const id = await findRunId(pools.publisher, campaign, number);
      await printRows(format, columns, listFiles(pools.publisher, id), input);
    });
    return 0;
  },
};
