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

/** A log that keeps nothing, for pure tests. */
export const silentLog: Log = { write: () => undefined };
