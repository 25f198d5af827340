/** `flash import htcondor`: jobs from dumps of queues and histories and from logs of events, through the collector's own parsers. */

import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command, CommandInput } from '#telemetry/command.ts';
import { program } from '#telemetry/program.ts';
import { UsageError } from '#telemetry/command.ts';
import { configOf, configOptions } from '#telemetry/config/options.ts';
import { systemClock } from '#telemetry/effects.ts';
import { FlashError } from '#telemetry/errors.ts';
import { group, textOption, zoneOf } from '../imports/command-options.ts';
import { findCondorFiles } from '../imports/condor-files.ts';
import type { CondorProgress } from '../imports/htcondor.ts';
import { importCondor } from '../imports/htcondor.ts';
import { describeRefused, writeRefused } from '../imports/refused-lines.ts';
import { createFactSender } from '../imports/send-facts.ts';

const PROGRESS_MS = 1_000;

/** The last moment of the year that was named (UTC, ms). */
function endOfYear(input: CommandInput): number | null {
  const year = textOption(input, 'year');
  if (year === null) return null;
  if (!/^(?:19[7-9]\d|20\d\d)$/.test(year))
    throw new UsageError(`--year: expected a year such as 2024, received '${year}'`);
  // Without the day of grace that a log's last stamp has.
  return Date.UTC(Number(year), 11, 30, 23, 59, 59);
}

function sayEverySecond(input: CommandInput): (progress: CondorProgress) => void {
  let saidAt = systemClock.monotonic();
  return ({ jobs, refused }) => {
    const now = systemClock.monotonic();
    if (now - saidAt < PROGRESS_MS) return;
    saidAt = now;
    input.say(`${group(jobs)} jobs, ${group(refused.length)} refused`);
  };
}

function describe(result: CondorProgress, reportFile: string | null): string {
  const { files, foreign, jobs, states, instances, refused } = result;
  const kinds = [
    `${String(files.events)} logs of events`,
    `${String(files.json)} JSON dumps`,
    `${String(files.long)} files of ads`,
  ];
  const others = foreign.length === 0 ? '' : `; ${String(foreign.length)} other files left alone`;
  const counts = [...states].sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = [
    `${kinds.join(', ')}: ${group(jobs)} jobs, ${group(refused.length)} refused${others}`,
    ...(instances.size === 0 ? [] : [`  of ${[...instances].sort().join(', ')}`]),
    ...counts.map(([state, count]) => `  ${state}  ${group(count)}`),
    ...describeRefused(refused, reportFile),
  ];
  return `${lines.join('\n')}\n`;
}

function toJson({ states, instances, refused, ...rest }: CondorProgress): string {
  const places = refused.map(({ file, line, reason }) => ({ file, line, reason }));
  const told = { states: Object.fromEntries(states), instances: [...instances] };
  return `${JSON.stringify({ ...rest, ...told, refused: places })}\n`;
}

async function run(input: CommandInput): Promise<number> {
  if (input.positionals.length === 0) throw new UsageError('expected files or folders');
  const config = configOf(input);
  const zone = zoneOf(input) ?? config.time_zone;
  const latest = endOfYear(input);
  const instance = textOption(input, 'instance');
  const found = await findCondorFiles(input.positionals.map((path) => resolve(input.cwd, path)));
  if (found.files.length === 0) throw nothingFound(input);
  const door = await input.host.openRecorder(input);
  let result: CondorProgress;
  try {
    const sender = createFactSender({ door, agent: config.node, clock: systemClock });
    const onProgress = sayEverySecond(input);
    const { signal } = input;
    result = await importCondor({ found, sender, instance, zone, latest, signal, onProgress });
  } finally {
    await door.close();
  }
  const reportFile = textOption(input, 'report');
  if (reportFile !== null)
    await writeFile(resolve(input.cwd, reportFile), writeRefused(result.refused));
  const isJson = input.options['json'] === true;
  await input.write(isJson ? toJson(result) : describe(result, reportFile));
  return 0;
}

function nothingFound(input: CommandInput): FlashError {
  return new FlashError({
    operation: "import HTCondor's jobs",
    subject: input.positionals.join(', '),
    reason: 'no file among them holds ads with a ClusterId or a log of events',
    hint: 'print them anew: condor_q -json, condor_history -json, or -long; or name a log of events',
  });
}

export const command: Command = {
  usage: '[--instance NAME] [--zone ZONE] [--year YEAR] [--report FILE] PATH…',
  description: `Takes in HTCondor's jobs from files, or from all files below a folder: what condor_q and condor_history print
with -json, -jsonl or -long, the schedd's own history files, and logs of events (user log, DAG, EVENT_LOG), text or
JSON. Name the schedd as the agent does, so that a job known from both sides is one. An ad or event that cannot be
read is reported with file and line. The same files twice add nothing.

  ${program} import htcondor --instance lnf --zone Europe/Rome spectra.dag.nodes.log history.json`,
  options: {
    ...configOptions,
    instance: {
      type: 'string',
      value: 'NAME',
      help: 'the schedd; default: the one that ads and events name',
    },
    zone: { type: 'string', value: 'ZONE', help: "of times in logs; default: the node's" },
    year: {
      type: 'string',
      value: 'YEAR',
      help: 'in which logs without years end; default: that of the file',
    },
    report: { type: 'string', value: 'FILE', help: 'write all that was refused to this file' },
    json: { type: 'boolean', help: 'print one JSON line' },
  },
  run,
};
