/** Everything the one file does besides running the agent: it looks, checks, imports and installs, and ends. */

import { commands as agentCommands } from '#agents/commands.ts';
import type { CommandEntry } from '#telemetry/command.ts';
import { runCommandLine } from '#telemetry/front-door.ts';

import { installedHost } from './installed-host.ts';

const doctor: CommandEntry = {
  name: 'doctor',
  summary: "check this node's agent: settings, clock, spool, recorder, and say how to mend each",
  load: async () => (await import('#telemetry/commands/doctor.ts')).command,
};

/** The demo needs a clone. */
const own = [...agentCommands.filter(({ name }) => !name.startsWith('demo ')), doctor];

void runCommandLine(process.argv.slice(2), installedHost(own)).then((code) => process.exit(code));
