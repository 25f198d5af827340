/** Where log lines go: for a person on a terminal, or one JSON object a line for a machine; secrets never. */

import { systemClock } from './effects.ts';
import type { Clock, Log, LogLevel } from './effects.ts';

export type LogFormat = 'text' | 'json';

export type LogTap = (level: LogLevel, message: string, values: LogValues) => void;

type LogValues = Readonly<Record<string, string | number | boolean>>;

export interface LogOptions {
  /** Who writes: `agent`. */
  readonly name: string;
  readonly format: LogFormat;
  readonly clock?: Clock;
  /** Texts that must not appear: tokens, passwords. Asked at each line, since they come and go. */
  readonly secrets?: () => readonly string[];
  /** Hears each line too, without its secrets; set later, where something has to be started first. */
  readonly tap?: { current: LogTap | null };
  /** Writes one line, with its end. Default: standard error. */
  readonly write?: (line: string) => void;
}

/** A log of lines for a person, on standard error. */
export function stderrLog(name: string): Log {
  return createLog({ name, format: 'text' });
}

const HIDDEN = '[secret]';
/** Shorter texts would be found by chance. */
const SHORTEST_SECRET = 6;

/** Makes a log: `2026-11-23T10:02:14Z warn agent: message key="value"`, or `{"time":…,"level":…,"name":…,"message":…}`. */
export function createLog(options: LogOptions): Log {
  const { name, format, clock = systemClock, secrets = () => [] } = options;
  const { write = (line) => process.stderr.write(line), tap = { current: null } } = options;
  return {
    write(level, message, values = {}) {
      const time = new Date(clock.now()).toISOString();
      const line =
        format === 'json'
          ? JSON.stringify({ time, level, name, message, ...renamed(values) })
          : textLine(time, `${level} ${name}: ${message}`, values);
      const hidden = secrets();
      write(`${withoutSecrets(line, hidden)}\n`);
      if (tap.current === null) return;
      const safe = Object.entries(values).map(([key, value]): [string, LogValues[string]] => [
        key,
        typeof value === 'string' ? withoutSecrets(value, hidden) : value,
      ]);
      tap.current(level, withoutSecrets(message, hidden), Object.fromEntries(safe));
    },
  };
}

function textLine(time: string, text: string, values: LogValues): string {
  const pairs = Object.entries(values).map(([key, value]) => ` ${key}=${JSON.stringify(value)}`);
  return `${time.replace(/\.\d+Z$/, 'Z')} ${text}${pairs.join('')}`;
}

/** A value may not take the place of what every line has. */
function renamed(values: LogValues): LogValues {
  const own = new Set(['time', 'level', 'name', 'message']);
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [own.has(key) ? `${key}_` : key, value]),
  );
}

/** Returns the text with every secret replaced. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  let safe = text;
  for (const secret of secrets) {
    if (secret.length < SHORTEST_SECRET) continue;
    safe = safe.replaceAll(secret, HIDDEN).replaceAll(JSON.stringify(secret).slice(1, -1), HIDDEN);
  }
  return safe;
}
