/** `flash import cuts`: lists of bad times that others keep, as intervals of quality. */

import { readFile, writeFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { parseCutList } from '#agents/formats/cut-list.ts';
import { UsageError, type Command } from '#telemetry/command.ts';
import { program } from '#telemetry/program.ts';
import { configOf, configOptions } from '#telemetry/config/options.ts';
import { systemClock } from '#telemetry/effects.ts';
import { createLocalClock } from '#telemetry/time.ts';
import { group, textOption, zoneOf } from '../imports/command-options.ts';
import { findFiles } from '../imports/find-files.ts';
import { describeRefused, writeRefused, type Refused } from '../imports/refused-lines.ts';
import { createFactSender } from '../imports/send-facts.ts';

const FILES = /\.ya?ml$/i;

export const command: Command = {
  usage: '[--zone ZONE] [--by NAME] [--report FILE] PATH…',
  description: `Takes in lists of bad times: YAML files with timestamp_cuts, each with why, start_time and stop_time, as ADMX keeps
them. Each becomes a flag "bad" of that interval, whatever runs lie in it. A time without a zone is read with --zone.
The same files twice add nothing; what cannot be read is reported with file, line and reason.

  ${program} import cuts --zone America/Los_Angeles run1b_definitions.yaml`,
  options: {
    ...configOptions,
    zone: { type: 'string', value: 'ZONE', help: "of times without one; default: the node's" },
    by: {
      type: 'string',
      value: 'NAME',
      help: 'whose judgement it is; default: the name of the file',
    },
    report: { type: 'string', value: 'FILE', help: 'write all that was refused to this file' },
    json: { type: 'boolean', help: 'print one JSON line' },
  },
  async run(input) {
    if (input.positionals.length === 0) throw new UsageError('expected files or folders');
    const config = configOf(input);
    const zone = zoneOf(input) ?? config.time_zone;
    const paths = input.positionals.map((path) => resolve(input.cwd, path));
    const files = await findFiles(paths, FILES);
    const refused: Refused[] = [];
    let [lists, cuts] = [0, 0];
    const door = await input.host.openRecorder(input);
    try {
      const sender = createFactSender({ door, agent: config.node, clock: systemClock });
      for (const file of files) {
        const clock = createLocalClock({ zone });
        const parsed = parseCutList(await readFile(file, 'utf8'), (naive) => clock.read(naive).t);
        lists += parsed.isCutList ? 1 : 0;
        cuts += parsed.cuts.length;
        refused.push(...parsed.refused.map((one) => ({ file, ...one })));
        const name = basename(file);
        const by = textOption(input, 'by') ?? name;
        const origin = (from: number, why: string): string =>
          `cut:${name}:${String(from)}:${why}`.slice(0, 191);
        await sender.add(
          parsed.cuts.map(({ from, to, why }) => ({
            kind: 'flag',
            origin: origin(from, why),
            from,
            to,
            quality: 'bad',
            why: why.slice(0, 500),
            by: by.slice(0, 191),
          })),
        );
      }
      for (const { fact, reason } of (await sender.finish()).refused)
        refused.push({ file: fact.kind, line: null, reason, raw: '' });
    } finally {
      await door.close();
    }
    const report = textOption(input, 'report');
    if (report !== null) await writeFile(resolve(input.cwd, report), writeRefused(refused));
    const places = refused.map(({ file, line, reason }) => ({ file, line, reason }));
    const foreign = files.length - lists;
    const counts = `${group(lists)} lists of cuts: ${group(cuts)} intervals, ${group(refused.length)} refused; ${group(foreign)} other files left alone`;
    await input.write(
      input.options['json'] === true
        ? `${JSON.stringify({ lists, cuts, foreign, refused: places })}\n`
        : `${[counts, ...describeRefused(refused, report)].join('\n')}\n`,
    );
    return 0;
  },
};
