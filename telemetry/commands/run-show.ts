/** `flash run show`: one run with its steps, key channels and copies. */

import { findRunId } from '../catalogue/find-run.ts';
import { readRunSummary } from '../catalogue/run-summary.ts';
import { UsageError, type Command } from '../command.ts';
import { configOptions } from '../config/options.ts';
import { describeRun } from '../output/run-text.ts';
import { readRunName } from './read-options.ts';
import { useCatalogue } from './use-catalogue.ts';
import { program } from '../program.ts';

export const command: Command = {
  options: { ...configOptions, json: { type: 'boolean', help: 'one JSON object' } },
  usage: 'CAMPAIGN/NUMBER [--json]',
  description: `Shows one run: where and when, its steps with f0, Q_L and beta, the statistics of its key channels
over good readings, and its copies. The campaign goes by its name or its slug; times are UTC.

  ${program} run show Run_2026.11-QUAX/12
`,
  async run(input) {
    const [name, ...more] = input.positionals;
    if (name === undefined || more.length > 0) throw new UsageError('name one run');
    const { campaign, number } = readRunName(name);
    return await useCatalogue(input, async ({ pools }) => {
      const id = await findRunId(pools.publisher, campaign, number);
      const summary = await readRunSummary(pools.publisher, id);
      if (summary === null) return 1;
      const isJson = input.options['json'] === true;
      await input.write(isJson ? `${JSON.stringify(summary, null, 2)}\n` : describeRun(summary));
      return 0;
    });
  },
};
