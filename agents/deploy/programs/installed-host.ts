/** What commands are told where an agent was installed as one file, without a clone around it. */

import type { CommandEntry, CommandHost } from '#telemetry/command.ts';
import { program } from '#telemetry/program.ts';

/** Returns the host of these commands; imports go to the hub that the agent delivers to. */
export function installedHost(commands: readonly CommandEntry[]): CommandHost {
  const entry = process.argv[1] ?? '';
  return {
    program,
    entry,
    configurationReader: [entry, 'read-configuration'],
    commands,
    checks: async () => (await import('#agents/checks.ts')).checks,
    openRecorder: async (input) =>
      (await import('#agents/recorder-door.ts')).openRecorderDoor(input),
  };
}
