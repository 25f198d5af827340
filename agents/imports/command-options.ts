/** What the commands that take in history have in common: options they read, numbers they print. */

import type { CommandInput } from '#telemetry/command.ts';
import { UsageError } from '#telemetry/command.ts';
import { isTimeZone } from '#telemetry/time.ts';

/** The text of an option, or null where it was not given. */
export function textOption(input: CommandInput, name: string): string | null {
  const given = input.options[name];
  return typeof given === 'string' ? given : null;
}

/** The IANA name of `--zone`, or null. */
export function zoneOf(input: CommandInput): string | null {
  const zone = textOption(input, 'zone');
  if (zone === null || isTimeZone(zone)) return zone;
  throw new UsageError(`--zone: expected a time zone such as Europe/Rome, received '${zone}'`);
}

/** Digits in groups of three: `463 648`. */
export function group(value: number): string {
  return value.toLocaleString('en').replaceAll(',', ' ');
}
