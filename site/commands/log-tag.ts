/** `flash log tag`: what a tag is for. */

import { UsageError, type Command } from '#telemetry/command.ts';
import { configOptions } from '#telemetry/config/options.ts';
import { program } from '#telemetry/program.ts';
import { textOf } from './alarm-words.ts';
import { byOption, newAct, sendAct } from './write-logbook.ts';

export const command: Command = {
  options: {
    ...configOptions,
    ...byOption,
    meaning: { type: 'string', value: 'TEXT', help: 'what it is for; default: nothing any more' },
  },
  usage: 'TAG [--meaning TEXT] [--by NAME]',
  description: `Says what a tag of the log is for: the page of the log lists it so. Entries keep their tags whatever they mean.

  ${program} log tag cryo --meaning "refrigerator, helium, cooling water"
`,
  async run(input) {
    const [tag, ...more] = input.positionals;
    if (tag === undefined || more.length > 0) throw new UsageError('name one tag');
    const meaning = textOf(input, 'meaning');
    await sendAct(input, { ...newAct(input), do: 'tag.mean', tag, meaning });
    input.say(meaning === null ? `${tag} means nothing any more` : `${tag}: ${meaning}`);
    return 0;
  },
};
