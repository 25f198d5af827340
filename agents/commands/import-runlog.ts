/** `flash import runlog F.csv`: the existing run catalogue, row by row, as facts. */

import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command, CommandInput } from '#telemetry/command.ts';
import { UsageError } from '#telemetry/command.ts';
import { configOf, configOptions } from '#telemetry/config/options.ts';
import { systemClock } from '#telemetry/effects.ts';
import { FlashError, errorCode } from '#telemetry/errors.ts';
import type { DateOrder, FrequencyUnit } from '../formats/runlog-values.ts';
import { describeRefused, writeRefused } from '../imports/refused-lines.ts';
import type { RunlogFacts } from '../imports/runlog.ts';
import { runlogFacts } from '../imports/runlog.ts';
import { createFactSender } from '../imports/send-facts.ts';

const ORDERS: readonly DateOrder[] = ['dmy', 'mdy'];
const UNITS: readonly FrequencyUnit[] = ['Hz', 'kHz', 'MHz', 'GHz'];

/** The option's value where it is one of the allowed words; null where it was not given. */
function oneOf<Word extends string>(
  input: CommandInput,
  option: string,
  words: readonly Word[],
): Word | null {
  const given = input.options[option];
  if (given === undefined) return null;
  const found = words.find((word) => word === given);
  if (found !== undefined) return found;
  throw new UsageError(`--${option}: expected ${words.join(' or ')}, received '${String(given)}'`);
}

async function readTable(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new FlashError({
      operation: 'import the run catalogue',
      subject: path,
      reason: errorCode(error) === 'ENOENT' ? 'no such file' : 'the file cannot be read',
      cause: error,
    });
  }
}

function describe(file: string, read: RunlogFacts, reportFile: string | null): string {
  const accepted = read.rows - read.refused.length;
  const refused = read.refused.map((problem) => ({ file, ...problem }));
  const lines = [
    `${file}: ${read.rows} rows, ${accepted} taken in, ${read.refused.length} refused`,
    `  runs: ${read.runs.length}; dates read as ${read.dateOrder === 'dmy' ? 'day/month' : 'month/day'}`,
    ...describeRefused(refused, reportFile),
  ];
  return `${lines.join('\n')}\n`;
}

async function run(input: CommandInput): Promise<number> {
  const [file, ...others] = input.positionals;
  if (file === undefined || others.length > 0) throw new UsageError('expected one file');
  if (file.startsWith('mariadb://')) {
    throw new UsageError('a table in MariaDB cannot be read yet: export it as CSV');
  }
  const config = configOf(input);
  const bytes = await readTable(resolve(input.cwd, file));
  const { campaign, report } = input.options;
  const read = runlogFacts(bytes.toString('utf8'), {
    file,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    timeZone: config.time_zone,
    dateOrder: oneOf(input, 'date-order', ORDERS),
    freqUnit: oneOf(input, 'freq-unit', UNITS),
    campaign: typeof campaign === 'string' ? campaign : null,
    now: systemClock.now(),
  });
  const door = await input.host.openRecorder(input);
  try {
    const sender = createFactSender({ door, agent: config.node, clock: systemClock });
    await sender.add(read.facts);
    await sender.finish();
  } finally {
    await door.close();
  }
  const reportFile = typeof report === 'string' ? report : null;
  if (reportFile !== null) {
    const refused = read.refused.map((problem) => ({ file, ...problem }));
    await writeFile(resolve(input.cwd, reportFile), writeRefused(refused));
  }
  const { rows, refused, runs, dateOrder } = read;
  const summary = { file, rows, refused, runs, dateOrder };
  const isJson = input.options['json'] === true;
  await input.write(isJson ? `${JSON.stringify(summary)}\n` : describe(file, read, reportFile));
  return rows > 0 && refused.length === rows ? 1 : 0;
}

export const command: Command = {
  usage: 'F.csv [--date-order dmy|mdy] [--freq-unit UNIT] [--campaign NAME] [--report FILE]',
  description: `Takes in the run catalogue that was kept until now: a CSV with its header as printed, comma or tab.
Every row is kept as it stands; a row that cannot be read is reported with its line and stops nothing.
The same file twice changes nothing. Copies on cloud and tape are "present" and never "verified".

  flash import runlog runlog.csv`,
  options: {
    ...configOptions,
    'date-order': {
      type: 'string',
      value: 'dmy|mdy',
      help: 'how 12/07/2023 is to be read, where the campaign does not decide it',
    },
    'freq-unit': {
      type: 'string',
      value: 'UNIT',
      help: 'Hz, kHz, MHz or GHz: the unit of the column cavity freq',
    },
    campaign: { type: 'string', value: 'NAME', help: 'for rows whose path names no campaign' },
    report: { type: 'string', value: 'FILE', help: 'write every refused row to this file' },
    json: { type: 'boolean', help: 'print the result as JSON' },
  },
  run,
};
