/** `flash run edit`: what people say of a run. */

import { UsageError, type Command } from '#telemetry/command.ts';
import { readRunName } from '#telemetry/commands/read-options.ts';
import { configOptions } from '#telemetry/config/options.ts';
import { program } from '#telemetry/program.ts';
import { textOf } from './alarm-words.ts';
import { tagsOf } from './entry-text.ts';
import { kindOf, kindOption } from './run-kind.ts';
import { byOption, newAct, sendAct } from './write-logbook.ts';

export const command: Command = {
  options: {
    ...configOptions,
    ...byOption,
    ...kindOption,
    title: { type: 'string', value: 'TEXT', help: 'what it is about, in one line' },
    tag: {
      type: 'string',
      value: 'TAG',
      multiple: true,
      help: 'a tag that it gets; again for another',
    },
    untag: { type: 'string', value: 'TAG', multiple: true, help: 'a tag that it loses' },
    why: { type: 'string', value: 'TEXT', help: 'why; it stands in the log' },
  },
  usage:
    'CAMPAIGN/NUMBER [--title TEXT] [--kind KIND] [--tag TAG] [--untag TAG] [--why TEXT] [--by NAME]',
  description: `Changes the title, the kind or the tags of a run; the log says what it was before, who changed it and why. How good a run is, is
said by flags: ${program} flag add.

  ${program} run edit Run_2026.11-QUAX/12 --kind calibration --why "the tuner was moved by hand"
  ${program} run edit Run_2026.11-QUAX/12 --tag candidate --tag rescan --untag new
`,
  async run(input) {
    const [name, ...more] = input.positionals;
    if (name === undefined || more.length > 0) throw new UsageError('name one run');
    const [title, kind, why] = [textOf(input, 'title'), kindOf(input), textOf(input, 'why')];
    const [tag, untag] = [tagsOf(input), tagsOf(input, 'untag')];
    if (title === null && kind === null && tag === null && untag === null)
      throw new UsageError('name --title, --kind, --tag or --untag');
    const run = readRunName(name);
    await sendAct(input, {
      ...newAct(input),
      do: 'run.edit',
      run,
      title,
      kind,
      ...(tag === null ? {} : { tag: [...tag] }),
      ...(untag === null ? {} : { untag: [...untag] }),
      why,
    });
    input.say(`run ${name} is changed`);
    return 0;
  },
};
