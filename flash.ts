/** `flash` in the clone: the commands of every layer behind one door. */

import { fileURLToPath } from 'node:url';
import { commands as agentCommands } from '#agents/commands.ts';
import { commands as siteCommands } from '#site/commands.ts';
import { commands as telemetryCommands } from '#telemetry/commands.ts';
import { runCommandLine } from '#telemetry/front-door.ts';
import { program } from '#telemetry/program.ts';

const code = await runCommandLine(process.argv.slice(2), {
  program,
  entry: fileURLToPath(import.meta.url),
  commands: [...siteCommands, ...agentCommands, ...telemetryCommands],
  async checks() {
    const layers = await Promise.all([
      import('#telemetry/checks.ts'),
      import('#agents/checks.ts'),
      import('#site/checks.ts'),
    ]);
    return layers.flatMap((layer) => layer.checks);
  },
  async openRecorder(input) {
    const { openRecorderDoor } = await import('#site/recorder-door.ts');
    return await openRecorderDoor(input);
  },
});

// Exits by itself: a handle that somebody forgot must not keep a finished command alive.
process.exit(code);
