/** Runs one program of a stage, line by line, and ends it with us. */

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { tieToParent } from '#telemetry/setup/run-command.mjs';

const running = new Set<ChildProcess>();

/** How a program ended, with everything it wrote that was not taken by `onLine`. */
export interface Ending {
  readonly code: number;
  readonly output: string;
}

export interface RunOptions {
  /** It is ended, with all it started in its group, when it takes longer. */
  readonly limitS: number;
  /** Gets each line of its output, and returns true for those it used; the rest is kept. */
  readonly onLine?: (line: string) => boolean;
}

/** Between asking a program that takes too long to end, and killing it. */
const END_WITHIN_MS = 10_000;

/** Runs a program on this Node to its end. */
export async function runProcess(
  args: readonly string[],
  { limitS, onLine = () => false }: RunOptions,
): Promise<Ending> {
  const [program = process.execPath, ...rest] = tieToParent([process.execPath, ...args]);
  const child = spawn(program, rest, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  running.add(child);
  const kept: string[] = [];
  const keep = (line: string): void => {
    if (!onLine(line)) kept.push(line);
  };
  createInterface({ input: child.stdout }).on('line', keep);
  createInterface({ input: child.stderr }).on('line', keep);
  const { promise, resolve } = Promise.withResolvers<number>();
  child.once('error', (error) => {
    kept.push(error.message);
    resolve(1);
  });
  child.once('close', (code) => resolve(code ?? 1));
  const late = setTimeout(() => {
    kept.push(`it took longer than ${limitS} s and was ended`);
    endProcess(child, 'SIGTERM');
    setTimeout(() => {
      endProcess(child, 'SIGKILL');
      // What left its group may hold its output open for ever.
      resolve(1);
    }, END_WITHIN_MS).unref();
  }, limitS * 1000);
  const code = await promise;
  clearTimeout(late);
  running.delete(child);
  return { code, output: kept.join('\n').trim() };
}

/** Ends every program that runs now, with all it started in its group. */
export function endProcesses(): void {
  for (const child of running) endProcess(child, 'SIGTERM');
}

function endProcess(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch {
    // It has just ended by itself.
  }
}
