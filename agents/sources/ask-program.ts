/** Asks programs of the system something small, one child of each at a time: one that is stuck in the kernel must not become many. */

import { FlashError } from '#telemetry/errors.ts';

import { runProgram } from './run-program.ts';

/** Runs a program and resolves with what it wrote; rejects where it is missing, fails, hangs, or has not come back from an earlier question. */
export type AskProgram = (command: readonly string[], signal: AbortSignal) => Promise<string>;

/** More than such an answer ever has. */
const MOST_BYTES = 1_000_000;

/** Makes what asks; a child that takes longer is killed. */
export function createAskProgram(timeoutMs: number): AskProgram {
  const asking = new Set<string>();
  return async (command, signal) => {
    const [program = ''] = command;
    if (asking.has(program))
      throw new FlashError({
        operation: 'run',
        subject: program,
        reason: 'an earlier question has not come back',
        hint: `\`pgrep ${program}\` shows it; what hangs in the kernel cannot be ended`,
        transient: true,
      });
    asking.add(program);
    const onExit = (): void => {
      asking.delete(program);
    };
    return runProgram({ command, timeoutMs, signal, maxBytes: MOST_BYTES, onExit });
  };
}
