/** `flash run edit`: what people say of a run. */

import { UsageError, type Command } from '#telemetry/command.ts';
import { readRunName } from '#telemetry/commands/read-options.ts';
import { configOptions } from '#telemetry/config/options.ts';
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
    why: { type: 'string', value: 'TEXT', help: 'why; it stands in the log' },
  },
  usage: 'CAMPAIGN/NUMBER [--title TEXT] [--kind KIND] [--why TEXT] [--by NAME]',
  description: `Changes the title or the kind of a run; the log says what it was before, who changed it and why. How good a run is, is
said by flags: ${program} flag add.

  ${program} run edit Run_2026.11-QUAX/12 --kind calibration --why "the tuner was moved by hand"
`,
  async run(input) {
    const [name, ...more] = input.positionals;
    if (name === undefined || more.length > 0) throw new UsageError('name one run');
    const [title, kind, why] = [textOf(input, 'title'), kindOf(input), textOf(input, 'why')];
    if (title === null && kind === null) throw new UsageError('name --title or --kind');
    const run = readRunName(name);
    await sendAct(input, { ...newAct(input), do: 'run.edit', run, title, kind, why });
    input.say(`run ${name} is changed`);
    return 0;
  },
};
