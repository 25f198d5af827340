/** At most one child at a time: while one that was killed still hangs in the kernel, no other is started. */

import { FlashError } from '#telemetry/errors.ts';

import { runProgram } from './run-program.ts';
import type { RunProgramOptions } from './run-program.ts';

export interface OneChild {
  /** Runs the program. @throws FlashError, transient: an earlier child has not ended; else as `runProgram`. */
  readonly run: (options: Omit<RunProgramOptions, 'onExit'>) => Promise<string>;
}

/** Makes the guard of one mount or source; `subject` names it in errors. */
export function createOneChild(subject: string): OneChild {
  let isRunning = false;
  return {
    async run(options) {
      if (isRunning) {
        throw new FlashError({
          operation: 'ask the volume',
          subject,
          reason: 'an earlier question has not come back',
          hint: `try \`stat -f ${subject}\` by hand; a dead network mount shows as a hanging command`,
          transient: true,
        });
      }
      isRunning = true;
      return await runProgram({
        ...options,
        onExit: () => {
          isRunning = false;
        },
      });
    },
  };
}
