/** The world as our code sees it: clock and log come in through here, so that a test can hand in its own. */

export interface Clock {
  /** UTC, milliseconds since 1970. */
  now(): number;
  /** Milliseconds that never step back, for durations. */
  monotonic(): number;
}

export type LogLevel = 'info' | 'warn' | 'error';

export interface Log {
  /** One line of English and, where useful, named values; one JSON line on standard error in services. */
  write(
    level: LogLevel,
    message: string,
    values?: Readonly<Record<string, string | number | boolean>>,
  ): void;
}

export interface Effects {
  readonly clock: Clock;
  readonly log: Log;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};

/** A log on standard error: `2026-11-23T10:02:14Z warn agent: message key=value`. */
export function stderrLog(name: string, clock: Clock = systemClock): Log {
  return {
    write(level, message, values = {}) {
      const time = new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
      const pairs = Object.entries(values).map(
        ([key, value]) => ` ${key}=${JSON.stringify(value)}`,
      );
      process.stderr.write(`${time} ${level} ${name}: ${message}${pairs.join('')}\n`);
    },
  };
}

/** A log that keeps nothing, for pure tests. */
export const silentLog: Log = { write: () => undefined };
