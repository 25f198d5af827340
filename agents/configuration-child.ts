/** The short-lived process that reads the configuration, so that `yaml` and `zod` never stay in the agent's memory. */

import { describeError, FlashError } from '#telemetry/errors.ts';

import { loadAgentConfiguration } from './configured.ts';

/** Its words: the configuration file or an empty text, then `demo` where it is the demo. */
const [path = '', mode = ''] = process.argv.slice(2);

try {
  const configuration = await loadAgentConfiguration({
    path: path === '' ? null : path,
    env: process.env,
    cwd: process.cwd(),
    demo: mode === 'demo',
  });
  process.stdout.write(JSON.stringify({ configuration }));
} catch (thrown) {
  const options =
    thrown instanceof FlashError
      ? {
          operation: thrown.operation,
          subject: thrown.subject,
          reason: thrown.reason,
          hint: thrown.hint,
        }
      : { operation: 'read the configuration', subject: path, reason: describeError(thrown) };
  process.stdout.write(JSON.stringify({ error: options }));
}
