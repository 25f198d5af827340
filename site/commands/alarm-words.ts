/** What the commands about alarms are told: which alert, which of its alarms, who, why, until when. */

import { userInfo } from 'node:os';
import { alerts } from '#dashboards/alerts/index.ts';
import { UsageError, type CommandInput, type CommandOption } from '#telemetry/command.ts';
import { nearestName } from '#telemetry/config/nearest-name.ts';
import type { Alarm } from '#telemetry/alarms/alarm.ts';

export const whoAndWhy = {
  by: { type: 'string', value: 'NAME', help: 'who does it; default: who is logged in here' },
  why: { type: 'string', value: 'TEXT', help: 'why: others read it beside the alarm' },
} as const satisfies Readonly<Record<string, CommandOption>>;

export interface AlarmWords {
  readonly alert: string;
  /** As it was typed: a whole subject, or one value in it; null: all of the alert. */
  readonly about: string | null;
  readonly by: string;
  readonly why: string;
}

/** Reads `NAME [SUBJECT]`, `--by` and `--why`. @throws {UsageError} where there is no such alert, or no reason */
export function readAlarmWords(input: CommandInput): AlarmWords {
  const [alert, about = null, ...more] = input.positionals;
  if (alert === undefined || more.length > 0)
    throw new UsageError('name one alert, and one of its alarms where not all are meant');
  const names = alerts.map(({ name }) => name);
  if (!names.includes(alert)) {
    const near = nearestName(alert, names);
    throw new UsageError(
      `there is no alert ${alert}${near === null ? '' : `; did you mean ${near}?`}`,
    );
  }
  const why = textOf(input, 'why');
  if (why === null) throw new UsageError('--why "…": say why, in a few words');
  return { alert, about, by: textOf(input, 'by') ?? loggedIn(input), why };
}

/** Who sits at this terminal: signs what is written from it where nobody else is named. */
export function loggedIn({ env }: Pick<CommandInput, 'env'>): string {
  const name = env['USER'] ?? env['LOGNAME'];
  if (name !== undefined && name !== '') return name;
  try {
    return userInfo().username;
  } catch {
    // A container may run under a number that has no name.
    return 'unknown';
  }
}

export function textOf(input: CommandInput, option: string): string | null {
  const value = input.options[option];
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

/** Whether an alarm is the one that was meant: by its whole subject, or by one of its values (`fridge/ch6-t`). */
export function isMeant({ alert, about }: AlarmWords, alarm: Alarm): boolean {
  if (alarm.alert !== alert) return false;
  return about === null || about === alarm.subject || Object.values(alarm.labels).includes(about);
}

const SPAN = /^(\d+(?:\.\d+)?)(min|m|h|d)$/;
const UNITS: Readonly<Record<string, number>> = {
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Reads `90min`, `4h`, `2d` as milliseconds. @throws {UsageError} */
export function readSpan(text: string): number {
  const found = SPAN.exec(text);
  const ms = Number(found?.[1]) * (UNITS[found?.[2] ?? ''] ?? Number.NaN);
  if (ms > 0) return ms;
  throw new UsageError(`--for ${text}: expected a span such as 90min, 4h or 2d`);
}
