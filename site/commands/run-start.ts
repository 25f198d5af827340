/** `flash run start`: opens a run before its first file. */

import { UsageError, type Command } from '#telemetry/command.ts';
import { configOf, configOptions } from '#telemetry/config/options.ts';
import { program } from '#telemetry/program.ts';
import { textOf } from './alarm-words.ts';
import { kindOf, kindOption } from './run-kind.ts';
import { byOption, newAct, sendAct } from './write-logbook.ts';

export const command: Command = {
  options: {
    ...configOptions,
    ...byOption,
    ...kindOption,
    title: { type: 'string', value: 'TEXT', help: 'what it is about, in one line' },
    node: { type: 'string', value: 'NODE', help: "whose files it gets; default: this machine's" },
  },
  usage: 'CAMPAIGN PATH [--kind KIND] [--title TEXT] [--node NODE] [--by NAME]',
  description: `Opens a run: its number is given, and the files that the DAQ writes to PATH join it. PATH is written as the agent of the
DAQ reports it: the directory of the run's files. An open run of the same campaign and node ends where this begins.
Prints CAMPAIGN/NUMBER. A run need not be started: it opens with its first file.

  ${program} run start Run_2026.11-QUAX /data/daq/Run_2026.11-QUAX/presa_dati_0012 --kind physics --title "8.83 GHz, second pass"
`,
  async run(input) {
    const [campaign, path, ...more] = input.positionals;
    if (campaign === undefined || path === undefined || more.length > 0)
      throw new UsageError('name a campaign, and the path of the run');
    const config = configOf(input);
    const { run } = await sendAct(input, {
      ...newAct(input),
      do: 'run.start',
      campaign,
      path: path.replace(/(?<=.)\/+$/, ''),
      node: textOf(input, 'node') ?? config.node,
      site: config.site ?? null,
      kind: kindOf(input) ?? 'unknown',
      title: textOf(input, 'title'),
    });
    await input.write(`${run?.campaign ?? campaign}/${String(run?.number ?? '')}\n`);
    return 0;
  },
};
