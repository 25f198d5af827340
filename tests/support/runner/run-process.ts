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

/**
 * Runs a program on this Node to its end. Each line of its output goes to `onLine`, which
 * returns true for those it used; the rest is kept.
 */
export async function runProcess(
  args: readonly string[],
  onLine: (line: string) => boolean = () => false,
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
  const code = await promise;
  running.delete(child);
  return { code, output: kept.join('\n').trim() };
}

/** Ends every program that runs now, with all it started in its group. */
export function endProcesses(): void {
  for (const child of running) {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
    } catch {
      // It has just ended by itself.
    }
  }
}
