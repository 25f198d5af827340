/** Reads the configuration and hands it over as JSON: the work of the short-lived process, so that `yaml` and `zod` never stay in the agent's memory. */

import { describeError, FlashError } from '#telemetry/errors.ts';

import { loadAgentConfiguration } from './configured.ts';

/**
 * Writes the configuration, or what is wrong with it, to standard output.
 *
 * @param words the configuration file or an empty text, then `demo` where it is the demo
 */
export async function handOverConfiguration(words: readonly string[]): Promise<void> {
  const [path = '', mode = ''] = words;
  const said = await read(path, mode === 'demo');
  await new Promise((resolve) => process.stdout.write(JSON.stringify(said), resolve));
}

async function read(path: string, demo: boolean): Promise<unknown> {
  try {
    const configuration = await loadAgentConfiguration({
      path: path === '' ? null : path,
      env: process.env,
      cwd: process.cwd(),
      demo,
    });
    return { configuration };
  } catch (thrown) {
    if (!(thrown instanceof FlashError)) {
      const reason = describeError(thrown);
      return { error: { operation: 'read the configuration', subject: path, reason } };
    }
    const { operation, subject, reason, hint } = thrown;
    return { error: { operation, subject, reason, hint } };
  }
}
