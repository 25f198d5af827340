/** `flash flag add`: how good an interval of a run, or of time, is. */

import { UsageError, type Command, type CommandInput } from '#telemetry/command.ts';
import { readTime } from '#telemetry/commands/read-options.ts';
import { configOptions } from '#telemetry/config/options.ts';
import { program } from '#telemetry/program.ts';
import { textOf } from './alarm-words.ts';
import { byOption, newAct, runOf, sendAct } from './write-logbook.ts';

const QUALITIES = ['good', 'doubtful', 'bad'] as const;

export const command: Command = {
  options: {
    ...configOptions,
    ...byOption,
    run: { type: 'string', value: 'CAMPAIGN/NUMBER', help: 'the run' },
    from: { type: 'string', value: 'TIME', help: "the beginning; default: the run's" },
    to: { type: 'string', value: 'TIME', help: "the end; default: the run's" },
    why: { type: 'string', value: 'TEXT', help: 'why: others read it beside the data' },
  },
  usage:
    'good|doubtful|bad --why TEXT [--run CAMPAIGN/NUMBER] [--from TIME] [--to TIME] [--by NAME]',
  description: `Says how good the data of an interval are: of a run, of a part of one, or of a span of time whatever runs lie in it. A
flag of a whole run is the run's quality from then on. Flags are added, never removed: the newest one holds, and one that was wrong is withdrawn.

  ${program} flag add bad --run Run_2026.11-QUAX/12 --from 2026-11-20T10:00Z --to 2026-11-20T10:20Z --why "digitizer hung"
`,
  async run(input) {
    const [word, ...more] = input.positionals;
    const quality = QUALITIES.find((one) => one === word);
    if (quality === undefined || more.length > 0)
      throw new UsageError(`name one of ${QUALITIES.join(', ')}`);
    const why = textOf(input, 'why');
    if (why === null) throw new UsageError('--why "…": say why, in a few words');
    const run = runOf(input);
    const [from, to] = [timeOrNull(input, 'from'), timeOrNull(input, 'to')];
    if (run === null && (from === null || to === null))
      throw new UsageError('name --run, or --from and --to');
    if (from !== null && to !== null && from >= to)
      throw new UsageError('--to: expected a time after --from');
    const act = newAct(input);
    const { id } = await sendAct(input, { ...act, do: 'flag.add', run, from, to, quality, why });
    input.say(`flagged ${quality}: ${id}`);
    return 0;
  },
};

function timeOrNull(input: CommandInput, name: string): number | null {
  return input.options[name] === undefined ? null : readTime(input, name, 0);
}
