/** `flash run merge`: two runs that are one become one. */

import { findRunId } from '../catalogue/find-run.ts';
import { UsageError, type Command } from '../command.ts';
import { configOptions } from '../config/options.ts';
import { systemClock } from '../effects.ts';
import { mergeRuns } from '../recorder/merge-runs.ts';
import { readRunName, requireText } from './read-options.ts';
import { useCatalogue } from './use-catalogue.ts';
import { program } from '../program.ts';

export const command: Command = {
  options: {
    ...configOptions,
    into: { type: 'string', value: 'CAMPAIGN/NUMBER', help: 'the run that stays' },
  },
  usage: 'CAMPAIGN/NUMBER --into CAMPAIGN/NUMBER',
  description: `Moves the files of a run, with their sweeps, copies, jobs and log entries, to another run of its campaign, and
removes it. Its address leads to the other run from then on, its number is not given again, and facts that still come
for its path go there too. A file that both have is kept once; where two of one name differ, nothing is done.

  ${program} run merge Run_2026.11-QUAX/12 --into Run_2026.11-QUAX/15
`,
  async run(input) {
    const [name, ...more] = input.positionals;
    if (name === undefined || more.length > 0) throw new UsageError('name one run');
    const from = readRunName(name);
    const into = readRunName(requireText(input, 'into', 'Run_2026.11-QUAX/15'));
    return await useCatalogue(input, async ({ pools, openAdministrator }) => {
      const ids = await Promise.all(
        [from, into].map(({ campaign, number }) => findRunId(pools.publisher, campaign, number)),
      );
      const [fromId = 0, intoId = 0] = ids;
      const connection = await openAdministrator();
      try {
        const author = input.env['USER'] ?? 'flash';
        const options = { connection, from: fromId, into: intoId, author, clock: systemClock };
        const { files, same } = await mergeRuns(options);
        input.say(
          `run ${String(from.number)} was merged into run ${String(into.number)}: ${String(files)} files, ${String(same)} of them there already`,
        );
      } finally {
        await connection.end();
      }
      return 0;
    });
  },
};
