/** `flash import runlog F.csv | mariadb://…`: the existing run catalogue, row by row, as facts. */

import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command, CommandInput } from '#telemetry/command.ts';
import { UsageError } from '#telemetry/command.ts';
import { configOf, configOptions } from '#telemetry/config/options.ts';
import { systemClock } from '#telemetry/effects.ts';
import { FlashError, errorCode } from '#telemetry/errors.ts';
import type { DateOrder, FrequencyUnit } from '../formats/runlog-values.ts';
import type { Refused } from '../imports/refused-lines.ts';
import { writeRefused } from '../imports/refused-lines.ts';
import type { RunlogReport } from '../imports/runlog-report.ts';
import { describeReport, reportJson } from '../imports/runlog-report.ts';
import type { RunlogSettings } from '../imports/runlog-row.ts';
import { problemsOf, runlogFacts } from '../imports/runlog.ts';
import { createFactSender } from '../imports/send-facts.ts';
import { program } from '#telemetry/program.ts';

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

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'it is a folder, not a file',
  EACCES: 'this user may not read it',
};

async function readTable(path: string): Promise<Buffer> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    const why = WHY[errorCode(cause) ?? ''];
    throw why === undefined
      ? unreadable(path, 'the file cannot be read', cause)
      : unreadable(path, why);
  }
  if (bytes.length === 0) throw unreadable(path, 'the file is empty');
  return bytes;
}

function unreadable(path: string, reason: string, cause?: unknown): FlashError {
  return new FlashError({
    operation: 'import the run catalogue',
    subject: path,
    reason,
    hint: 'name a CSV of the run table that you may read, with its header in the first line',
    cause,
  });
}

async function importFile(
  input: CommandInput,
  options: { file: string; node: string; settings: RunlogSettings },
): Promise<RunlogReport> {
  const { file, node, settings } = options;
  const bytes = await readTable(resolve(input.cwd, file));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const read = runlogFacts(bytes.toString('utf8'), { ...settings, file, sha256 });
  const door = await input.host.openRecorder(input);
  try {
    const sender = createFactSender({ door, agent: node, clock: systemClock });
    await sender.add(read.facts);
    const said = await sender.finish();
    const refused = [...read.refused, ...problemsOf(said.refused, read.facts)]
      .sort((a, b) => a.line - b.line)
      .map((problem) => ({ file, ...problem }));
    const { rows, runs, dateOrder } = read;
    return { file, rows, refused, runs, dateOrder, added: said.added };
  } finally {
    await door.close();
  }
}

function settingsOf(input: CommandInput, timeZone: string): RunlogSettings {
  const { campaign } = input.options;
  return {
    timeZone,
    dateOrder: oneOf(input, 'date-order', ORDERS),
    freqUnit: oneOf(input, 'freq-unit', UNITS),
    campaign: typeof campaign === 'string' ? campaign : null,
    now: systemClock.now(),
  };
}

const FOR_TABLES = ['follow', 'user', 'password-file'] as const;

async function run(input: CommandInput): Promise<number> {
  const [from, ...others] = input.positionals;
  if (from === undefined || others.length > 0) {
    throw new UsageError('expected one file, or one table: mariadb://host/database/table');
  }
  const isTable = from.startsWith('mariadb://');
  const needless = FOR_TABLES.find((option) => !isTable && input.options[option] !== undefined);
  if (needless !== undefined) {
    throw new UsageError(`--${needless} is for a table: mariadb://host/database/table`);
  }
  const config = configOf(input);
  const settings = settingsOf(input, config.time_zone);
  const { node } = config;
  let code = 0;
  const told: Refused[] = [];
  const onReport = async (report: RunlogReport): Promise<void> => {
    told.push(...report.refused);
    await tell(input, report, told);
    code = report.rows > 0 && report.refused.length === report.rows ? 1 : 0;
  };
  if (isTable) {
    const { importTable } = await import('../imports/import-table.ts');
    await importTable(input, { address: from, node, settings, onReport });
    return input.options['follow'] === true ? 0 : code;
  }
  await onReport(await importFile(input, { file: from, node, settings }));
  return code;
}

/** Prints the report; the file of --report holds all rows that were refused since the command began. */
async function tell(
  input: CommandInput,
  report: RunlogReport,
  refused: readonly Refused[],
): Promise<void> {
  const named = input.options['report'];
  const reportFile = typeof named === 'string' ? named : null;
  if (reportFile !== null) await writeFile(resolve(input.cwd, reportFile), writeRefused(refused));
  const isJson = input.options['json'] === true;
  await input.write(isJson ? reportJson(report) : describeReport(report, reportFile));
}

export const command: Command = {
  usage:
    'F.csv | mariadb://host:port/database/table [--user U] [--password-file F] [--follow] [--date-order dmy|mdy] [--freq-unit UNIT] [--campaign NAME] [--report FILE]',
  description: `Takes in the run catalogue that was kept until now: a CSV with its header as printed, comma or tab, or the
table where it lives in MariaDB (also mariadb:///database/table?socket=/path), which is only read.
Every row is kept as it stands; a row that cannot be read is reported with its line and stops nothing: the exit code
is 1 only where no row at all could be taken in. The same input twice changes nothing. Copies on cloud and tape are
"present" and never "verified". The password comes from --password-file or FLASH_IMPORT_PASSWORD.

  ${program} import runlog runlog.csv
  ${program} import runlog mariadb://db.example.org/quax/runs --user reader --password-file reader.pw --follow`,
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
    user: { type: 'string', value: 'U', help: 'account of the table; default: your own name' },
    'password-file': {
      type: 'string',
      value: 'F',
      help: 'a file with its password; else FLASH_IMPORT_PASSWORD',
    },
    follow: {
      type: 'boolean',
      help: 'look every 3 s for rows of the table that are new or changed, until Ctrl-C',
    },
    report: { type: 'string', value: 'FILE', help: 'write every refused row to this file' },
    json: { type: 'boolean', help: 'print the result as JSON' },
  },
  run,
};
