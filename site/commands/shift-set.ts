/** `flash shift set`: who is on shift. */

import { UsageError, type Command } from '#telemetry/command.ts';
import { readTime } from '#telemetry/commands/read-options.ts';
import { configOptions } from '#telemetry/config/options.ts';
import { program } from '#telemetry/program.ts';
import { textOf } from './alarm-words.ts';
import { byOption, newAct, sendAct } from './write-logbook.ts';

export const command: Command = {
  options: {
    ...configOptions,
    ...byOption,
    role: { type: 'string', value: 'TEXT', help: 'as what: shifter, run coordinator' },
    from: { type: 'string', value: 'TIME', help: 'since when; default: now' },
    to: { type: 'string', value: 'TIME', help: 'until when; default: until somebody else is' },
  },
  usage: 'PERSON [--role TEXT] [--from TIME] [--to TIME]',
  description: `Says who is on shift, now or in a span of time. A shift of the same role that has no end yet ends where this begins.

  ${program} shift set "Ada Neri" --role shifter --to 2026-11-20T22:00Z
`,
  async run(input) {
    const [person, ...more] = input.positionals;
    if (person === undefined || more.length > 0)
      throw new UsageError('name one person, in quotation marks');
    const act = newAct(input);
    const from = readTime(input, 'from', act.at);
    const to = input.options['to'] === undefined ? null : readTime(input, 'to', 0);
    if (to !== null && to <= from) throw new UsageError('--to: expected a time after --from');
    const role = textOf(input, 'role');
    await sendAct(input, { ...act, do: 'shift.set', person, role, from, to });
    input.say(`${person} is on shift from ${new Date(from).toISOString()}`);
    return 0;
  },
};
