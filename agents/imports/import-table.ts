/** The part of `flash import runlog` that reads a table of MariaDB: account, rounds, reports. */

import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import type { CommandInput } from '#telemetry/command.ts';
import { systemClock } from '#telemetry/effects.ts';
import { FlashError, errorCode } from '#telemetry/errors.ts';
import type { TableRounds } from './follow-table.ts';
import { followTable, readTableOnce } from './follow-table.ts';
import type { RunlogReport } from './runlog-report.ts';
import type { RunlogSettings } from './runlog-row.ts';
import { createFactSender } from './send-facts.ts';
import type { TableAddress } from './table-address.ts';
import { parseTableAddress } from './table-address.ts';
import { createTableImport } from './table-import.ts';
import type { TableAccount } from './table-reader.ts';
import { openTable } from './table-reader.ts';

/** How often a followed table is looked at. */
const PAUSE_MS = 3_000;
const PROGRESS_MS = 1_000;

/** Reads the table of `address`, once or with --follow until Ctrl-C. @throws UsageError, FlashError. */
export async function importTable(
  input: CommandInput,
  options: {
    address: string;
    node: string;
    settings: RunlogSettings;
    onReport: (report: RunlogReport) => Promise<void>;
  },
): Promise<void> {
  const { node, settings, onReport } = options;
  const address = parseTableAddress(options.address);
  const account = await accountOf(input, address);
  const rounds: TableRounds = {
    table: createTableImport(address.name, settings),
    openTable: async () => await openTable(address, account),
    openDoor: async () => await input.host.openRecorder(input),
    makeSender: (door) => createFactSender({ door, agent: node, clock: systemClock }),
    signal: input.signal,
    onRow: sayEverySecond(input, address.name),
  };
  if (input.options['follow'] !== true) {
    await onReport(await readTableOnce(rounds));
    return;
  }
  await followTable(rounds, { pauseMs: PAUSE_MS, say: input.say, onReport });
}

async function accountOf(input: CommandInput, address: TableAddress): Promise<TableAccount> {
  const { user, 'password-file': file } = input.options;
  const named = typeof user === 'string' ? user : address.user;
  const password =
    typeof file === 'string'
      ? await readPassword(resolve(input.cwd, file))
      : (input.env['FLASH_IMPORT_PASSWORD'] ?? '');
  return { user: named ?? userInfo().username, password };
}

async function readPassword(path: string): Promise<string> {
  let text: string;
  try {
    text = (await readFile(path, 'utf8')).trim();
  } catch (cause) {
    throw noPassword(path, errorCode(cause) === 'ENOENT' ? 'no such file' : 'it cannot be read');
  }
  if (text === '') throw noPassword(path, 'the file is empty');
  return text;
}

function noPassword(path: string, reason: string): FlashError {
  return new FlashError({
    operation: 'read the password of the run table',
    subject: path,
    reason,
    hint: 'name a file that holds the password on one line and that you may read: --password-file FILE',
  });
}

function sayEverySecond(input: CommandInput, name: string): (rows: number) => void {
  let saidAt = systemClock.monotonic();
  return (rows) => {
    const now = systemClock.monotonic();
    if (now - saidAt < PROGRESS_MS) return;
    saidAt = now;
    input.say(`${name}: ${rows} rows`);
  };
}
