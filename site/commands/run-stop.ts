/** `flash run stop`: closes a run. */

import { UsageError, type Command } from '#telemetry/command.ts';
import { readRunName } from '#telemetry/commands/read-options.ts';
import { configOptions } from '#telemetry/config/options.ts';
import { program } from '#telemetry/program.ts';
import { textOf } from './alarm-words.ts';
import { byOption, newAct, sendAct } from './write-logbook.ts';

export const command: Command = {
  options: {
    ...configOptions,
    ...byOption,
    aborted: { type: 'boolean', help: 'it was cut short: its state says so' },
    why: { type: 'string', value: 'TEXT', help: 'why' },
  },
  usage: 'CAMPAIGN/NUMBER [--aborted] [--why TEXT] [--by NAME]',
  description: `Closes an open run; its end is its last file's time plus one cadence. Files that still come are its own, and do not open
it again. A run need not be stopped: it closes with the next one, or when no file comes for long enough.

  ${program} run stop Run_2026.11-QUAX/12 --aborted --why "quench"
`,
  async run(input) {
    const [name, ...more] = input.positionals;
    if (name === undefined || more.length > 0) throw new UsageError('name one run');
    const aborted = input.options['aborted'] === true;
    const why = textOf(input, 'why');
    const run = readRunName(name);
    await sendAct(input, { ...newAct(input), do: 'run.stop', run, aborted, why });
    input.say(`run ${name} is ${aborted ? 'aborted' : 'closed'}`);
    return 0;
  },
};
