/** `flash import elog`: the entries of PSI ELOG logbooks. */

import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UsageError, type Command, type CommandInput } from '#telemetry/command.ts';
import { program } from '#telemetry/program.ts';
import { configOf, configOptions } from '#telemetry/config/options.ts';
import { systemClock } from '#telemetry/effects.ts';
import { FlashError } from '#telemetry/errors.ts';
import { group, textOption, zoneOf } from '../imports/command-options.ts';
import { importElog, type ElogResult } from '../imports/elog.ts';
import { findFiles } from '../imports/find-files.ts';
import { describeRefused, writeRefused } from '../imports/refused-lines.ts';
import { createFactSender } from '../imports/send-facts.ts';

/** `241005a.log`, one a day; `.elog` since version 3.2. */
const FILES = /\.(?:log|elog)$/i;
/** Oddities shown on the screen. */
const SHOWN = 10;

export const command: Command = {
  usage: '[--logbook NAME] [--zone ZONE] [--restricted] [--report FILE] PATH…',
  description: `Takes in the entries of PSI ELOG logbooks from their files, or from all files below a folder: fields, texts (plain, HTML,
ELCode), answers, dates with their zones, attachments that lie beside the files. A logbook is named as its folder; each
entry is known by logbook and number, so the same files twice add nothing, one that was changed there since becomes a
revision, and what was changed here stays. What cannot be read is reported with file, line and reason.

  ${program} import elog --zone Europe/Rome /usr/local/elog/logbooks/Shift`,
  options: {
    ...configOptions,
    logbook: { type: 'string', value: 'NAME', help: "of all files; default: their folder's name" },
    zone: { type: 'string', value: 'ZONE', help: "of dates without one; default: the node's" },
    restricted: { type: 'boolean', help: 'the entries are never published' },
    report: { type: 'string', value: 'FILE', help: 'write all that was refused to this file' },
    json: { type: 'boolean', help: 'print one JSON line' },
  },
  async run(input) {
    if (input.positionals.length === 0) throw new UsageError('expected files or folders');
    const config = configOf(input);
    const paths = input.positionals.map((path) => resolve(input.cwd, path));
    const files = await findFiles(paths, FILES);
    if (files.length === 0) throw nothingFound(input);
    const door = await input.host.openRecorder(input);
    let result: ElogResult;
    try {
      result = await importElog({
        files,
        sender: createFactSender({ door, agent: config.node, clock: systemClock }),
        logbook: textOption(input, 'logbook'),
        zone: zoneOf(input) ?? config.time_zone,
        restricted: input.options['restricted'] === true,
        signal: input.signal,
      });
    } finally {
      await door.close();
    }
    const report = textOption(input, 'report');
    if (report !== null)
      await writeFile(resolve(input.cwd, report), writeRefused([...result.refused, ...result.odd]));
    await input.write(input.options['json'] === true ? toJson(result) : describe(result, report));
    return 0;
  },
};

function nothingFound({ positionals }: CommandInput): FlashError {
  return new FlashError({
    operation: 'import a logbook',
    subject: positionals.join(', '),
    reason: 'there is no file that ends with .log or .elog below',
    hint: 'name the folder of the logbook, which holds a folder for each year',
  });
}

function describe(result: ElogResult, report: string | null): string {
  const { files, entries, answers, attachments, refused, odd, logbooks } = result;
  const counts = [
    `${group(files)} files: ${group(entries)} entries, ${group(answers)} of them answers`,
    `${group(attachments)} attachments`,
    `${group(refused.length)} refused`,
  ];
  const oddities = odd
    .slice(0, SHOWN)
    .map(
      ({ file, line, reason }) =>
        `  odd ${file}${line === null ? '' : `:${String(line)}`}: ${reason}`,
    );
  const more = odd.length - oddities.length;
  const lines = [
    counts.join(', '),
    ...[...logbooks].map(([name, count]) => `  ${name}  ${group(count)}`),
    ...describeRefused(refused, report),
    ...oddities,
    ...(more > 0 ? [`  … and ${group(more)} more oddities`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function toJson({ logbooks, refused, odd, ...rest }: ElogResult): string {
  const places = (list: ElogResult['refused']) =>
    list.map(({ file, line, reason }) => ({ file, line, reason }));
  const told = {
    logbooks: Object.fromEntries(logbooks),
    refused: places(refused),
    odd: places(odd),
  };
  return `${JSON.stringify({ ...rest, ...told })}\n`;
}
