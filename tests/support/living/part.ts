/** A process of the system under test: started with a fault or without, killed, and started again. */

import { spawn, type ChildProcess } from 'node:child_process';
import { appendFileSync } from 'node:fs';

export interface PartOptions {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Everything it says goes here. */
  readonly logFile: string;
}

export interface Part {
  /** Starts it (once it is gone); `fault` is `point:passage` of telemetry/fault.ts. */
  start(fault?: string): void;
  kill(): void;
  readonly isRunning: () => boolean;
  /** What its last process ended with; null: it runs, or a signal ended it. */
  readonly exitCode: () => number | null;
  /** The last message it sent. */
  readonly message: () => unknown;
  /** How often it died by SIGKILL: ours or its own fault's. */
  readonly deaths: () => number;
  /** The faults that fired: it died by its own hand while it carried them. */
  readonly fired: () => readonly string[];
  stop(): Promise<void>;
}

/** Makes a part; nothing runs yet. */
export function createPart({ args, env, logFile }: PartOptions): Part {
  let child: ChildProcess | null = null;
  let message: unknown = null;
  let deaths = 0;
  const fired: string[] = [];
  const isRunning = (): boolean =>
    child !== null && child.exitCode === null && child.signalCode === null;
  return {
    isRunning,
    exitCode: () => child?.exitCode ?? null,
    message: () => message,
    deaths: () => deaths,
    fired: () => fired,
    start(fault = '') {
      if (isRunning()) return;
      message = null;
      const one = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
        env: { ...process.env, ...env, FLASH_FAULT: fault },
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      });
      for (const stream of [one.stdout, one.stderr])
        stream?.on('data', (data: Buffer) => appendFileSync(logFile, data));
      one.on('message', (value) => (message = value));
      one.on('exit', (_code, signal) => {
        if (signal !== 'SIGKILL') return;
        deaths += 1;
        // `killed` is set when the signal came from here.
        if (fault !== '' && !one.killed) fired.push(fault.replace(/:\d+$/, ''));
      });
      child = one;
    },
    kill() {
      child?.kill('SIGKILL');
    },
    async stop() {
      const one = child;
      if (one === null || !isRunning()) return;
      const gone = new Promise<void>((resolve) => one.once('exit', () => resolve()));
      one.kill('SIGTERM');
      const timer = setTimeout(() => one.kill('SIGKILL'), 10_000);
      await gone;
      clearTimeout(timer);
    },
  };
}
