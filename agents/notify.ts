/** Tells systemd how the agent is (sd_notify(3)): ready, reloading, stopping, and that its event loop turns. */

import type { Log } from '#telemetry/effects.ts';

import type { Timers } from './timers.ts';

export interface Notifier {
  /** It works; `status` is what `systemctl status` shows. */
  readonly ready: (status: string) => void;
  readonly reloading: () => void;
  readonly stopping: () => void;
  /** Tells at half the watchdog's time that the loop turns, until the signal is aborted; at once over where none is asked for. */
  readonly watch: (signal: AbortSignal) => Promise<void>;
}

export interface NotifierOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly pid: number;
  readonly log: Log;
  readonly timers: Timers;
  /** Sends these assignments. Default: by the program `systemd-notify`. */
  readonly send?: (words: readonly string[]) => void;
}

const SILENT: Notifier = {
  ready: () => undefined,
  reloading: () => undefined,
  stopping: () => undefined,
  watch: () => Promise.resolve(),
};

/**
 * Makes the notifier; it does nothing where systemd did not start this process.
 *
 * Node has no datagram sockets of Unix, so that each word is a short `systemd-notify`: two a minute with the unit's
 * watchdog of 60 s. The unit needs `NotifyAccess=all`.
 */
export function createNotifier(options: NotifierOptions): Notifier {
  const { env, pid, log, timers } = options;
  const socket = env['NOTIFY_SOCKET'];
  if (socket === undefined || socket === '') return SILENT;
  const send = options.send ?? createSend(log);
  const everyMs = watchdogMs(env, pid) / 2;
  const monotonicUs = (): string => {
    const [seconds, nanoseconds] = process.hrtime();
    return String(seconds * 1e6 + Math.round(nanoseconds / 1e3));
  };
  return {
    ready: (status) => send(['READY=1', `STATUS=${status}`, `MAINPID=${String(pid)}`]),
    reloading: () => send(['RELOADING=1', `MONOTONIC_USEC=${monotonicUs()}`]),
    stopping: () => send(['STOPPING=1', 'STATUS=stopping']),
    async watch(signal) {
      if (everyMs === 0) return;
      while (!signal.aborted) {
        send(['WATCHDOG=1']);
        await timers.wait(everyMs, signal);
      }
    },
  };
}

/** How long systemd waits for a word, ms; 0 where it does not wait, or waits for another process (sd_watchdog_enabled(3)). */
export function watchdogMs(env: NotifierOptions['env'], pid: number): number {
  const microseconds = Number(env['WATCHDOG_USEC'] ?? 0);
  const who = env['WATCHDOG_PID'];
  if (who !== undefined && Number(who) !== pid) return 0;
  return Number.isFinite(microseconds) && microseconds > 0 ? microseconds / 1_000 : 0;
}

/** The first failure is written down; the next word is tried all the same. */
function createSend(log: Log): (words: readonly string[]) => void {
  const { spawn } = process.getBuiltinModule('node:child_process');
  let isTold = false;
  const fail = (reason: string): void => {
    if (!isTold) log.write('warn', 'systemd cannot be told how the agent is', { reason });
    isTold = true;
  };
  return (words) => {
    const child = spawn('systemd-notify', [...words], { stdio: 'ignore', timeout: 10_000 });
    child.once('error', ({ message }) => fail(message));
    child.once('exit', (code) => {
      if (code !== 0) fail(`systemd-notify ended with ${String(code)}`);
    });
  };
}
