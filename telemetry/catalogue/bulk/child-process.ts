/** Runs the child of a bulk load and asks it one thing at a time. */

import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { FlashError } from '../../errors.ts';
import type { FromChild, ToChild } from './messages.ts';

export interface LoadChild {
  /** @throws {FlashError} where the child or its server fails. */
  readonly ask: (message: ToChild) => Promise<FromChild>;
  readonly stop: () => Promise<void>;
}

const PROGRAM = fileURLToPath(new URL('load-child.ts', import.meta.url));

/** Starts the child; @param table what errors name. */
export function startLoadChild(table: string): LoadChild {
  const child = fork(PROGRAM, { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code, signal) =>
      resolve(`its process ended (${signal ?? `code ${String(code)}`})`),
    );
  });
  return {
    async ask(message) {
      const answer = await Promise.race([answerTo(child, message), ended]);
      if (typeof answer === 'string') throw failure(table, answer, true);
      if (answer.kind === 'failed') throw failure(table, answer.reason, answer.transient);
      return answer;
    },
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

async function answerTo(child: ChildProcess, message: ToChild): Promise<FromChild> {
  const answer = once(child, 'message');
  child.send(message, () => undefined);
  const [said]: FromChild[] = await answer;
  if (said === undefined) throw new Error('an answer has one part');
  return said;
}

function failure(table: string, reason: string, transient: boolean): FlashError {
  return new FlashError({
    operation: `load rows into ${table}`,
    subject: 'the database',
    reason,
    hint: 'see that the server runs and has room, then load again',
    transient,
  });
}
