/** Runs one command of `flash` in this process, as the front door would, and keeps what it says. */

import type { Command, CommandInput } from '#telemetry/command.ts';

export interface CommandRun {
  readonly code: number;
  /** What it printed. */
  readonly out: string;
  /** What it said beside, a line each. */
  readonly said: string;
}

/** Runs it in a folder, with no environment and no other commands. */
export async function runCommand(
  command: Command,
  given: Partial<Pick<CommandInput, 'options' | 'positionals' | 'cwd'>>,
): Promise<CommandRun> {
  let [out, said] = ['', ''];
  const code = await command.run({
    options: {},
    positionals: [],
    env: {},
    cwd: '/nowhere',
    signal: new AbortController().signal,
    write: async (text) => {
      await Promise.resolve();
      out += String(text);
    },
    say: (line) => (said += `${line}\n`),
    host: {
      program: 'flash',
      entry: '',
      commands: [],
      checks: () => Promise.resolve([]),
      openRecorder: () => Promise.reject(new Error('not used here')),
    },
    ...given,
  });
  return { code, out, said };
}
