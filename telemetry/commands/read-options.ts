/** Reads options that several commands share: runs, times. */

import { parseRunName } from '../catalogue/find-run.ts';
import { UsageError, type CommandInput } from '../command.ts';

/** The text of an option that must be given. */
export function requireText({ options }: CommandInput, name: string, example: string): string {
  const value = options[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new UsageError(`--${name} is needed, such as --${name} ${example}`);
}

/** A run named `campaign/number`. */
export function readRunName(text: string): { readonly campaign: string; readonly number: number } {
  const found = parseRunName(text);
  if (found !== null) return found;
  throw new UsageError(`${text}: expected CAMPAIGN/NUMBER, such as Run_2026.11-QUAX/12`);
}

/** A time in UTC milliseconds: ISO 8601, or a date; without a zone it is UTC. */
export function readTime({ options }: CommandInput, name: string, fallback: number): number {
  const text = options[name];
  if (typeof text !== 'string') return fallback;
  const hasZone = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text);
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const time = Date.parse(isDate || hasZone ? text : `${text.replace(' ', 'T')}Z`);
  if (!Number.isNaN(time)) return time;
  throw new UsageError(
    `--${name} ${text}: expected a time such as 2026-11-20T10:00:00Z, or a date such as 2026-11-20 (UTC)`,
  );
}
