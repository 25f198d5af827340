/** `flash flag withdraw`: takes back a flag that was wrong; it stays in the list. */

import { UsageError, type Command } from '#telemetry/command.ts';
import { configOptions } from '#telemetry/config/options.ts';
import { program } from '#telemetry/program.ts';
import { textOf } from './alarm-words.ts';
import { byOption, newAct, sendAct } from './write-logbook.ts';

export const command: Command = {
  options: {
    ...configOptions,
    ...byOption,
    why: { type: 'string', value: 'TEXT', help: 'why: it stands beside the flag' },
  },
  usage: 'ID --why TEXT [--by NAME]',
  description: `Withdraws a flag by its id, as "flag list" names it. It stays in the list with who took it back and why, and no longer
counts; a run of which it judged the whole is as good as the newest of its other flags says.

  ${program} flag withdraw 01KAZ3Q8M2X1V7T5B9C4D6E8FG --why "the digitizer was fine, its clock was not" --by "Ada Neri"
`,
  async run(input) {
    const [flag, ...more] = input.positionals;
    if (flag === undefined || more.length > 0) throw new UsageError('name one flag by its id');
    const why = textOf(input, 'why');
    if (why === null) throw new UsageError('--why "…": say why, in a few words');
    const act = newAct(input);
    const { isNew } = await sendAct(input, { ...act, do: 'flag.withdraw', flag, why });
    input.say(isNew ? `withdrawn: ${flag}` : `was withdrawn before: ${flag}`);
    return 0;
  },
};
