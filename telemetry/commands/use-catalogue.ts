/** Opens the configured catalogue for the time of a command, starting the embedded server where none runs. */

import { openCatalogue, type Catalogue } from '../catalogue/open.ts';
import type { CommandInput } from '../command.ts';
import { configOf } from '../config/options.ts';
import { stderrLog } from '../log.ts';

/** Runs `work` with the catalogue open and closes it afterwards, whatever happens. */
export async function useCatalogue<Result>(
  input: CommandInput,
  work: (catalogue: Catalogue) => Promise<Result>,
): Promise<Result> {
  const config = configOf(input);
  const log = stderrLog('catalogue');
  await using catalogue = await openCatalogue({ config, env: input.env, log, mode: 'use' });
  return await work(catalogue);
}
