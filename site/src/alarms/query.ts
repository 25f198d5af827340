/** What the address asks of the alarms that are over: a month, an alert, a severity; what it asks in vain is named. */

import type { AlarmShown } from '#site/snapshot/schema/alarms.ts';
import { SEVERITIES, type Severity } from '#telemetry/alerts/definition.ts';

export interface AlarmsQuery {
  /** `2026-11`; null: the last 30 days. */
  readonly month: string | null;
  /** `NoNewFile`; null: every alert. */
  readonly alert: string | null;
  readonly severity: Severity | null;
  /** Parameters, or values of them, that mean nothing here. */
  readonly unknown: readonly string[];
}

const KNOWN = new Set(['month', 'alert', 'severity']);

/** Reads the query; empty values count as absent. */
export function readAlarmsQuery(parameters: URLSearchParams): AlarmsQuery {
  const unknown = [...parameters.keys()].filter((key) => !KNOWN.has(key));
  const value = (key: string): string | null => parameters.get(key)?.trim() || null;
  const [month, alert, severity] = [value('month'), value('alert'), value('severity')];
  const isMonth = month === null || /^\d{4}-(0[1-9]|1[0-2])$/.test(month);
  const known = SEVERITIES.find((one) => one === severity) ?? null;
  if (!isMonth) unknown.push(`month=${month}`);
  if (severity !== null && known === null) unknown.push(`severity=${severity}`);
  return { month: isMonth ? month : null, alert, severity: known, unknown };
}

/** Returns the query as the end of an address. */
export function alarmsSearch({ month, alert, severity }: Omit<AlarmsQuery, 'unknown'>): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries({ month, alert, severity }))
    if (value !== null) parameters.set(key, value);
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

/** Returns those that a query asks for, in their order. */
export function selectAlarms(
  alarms: readonly AlarmShown[],
  { alert, severity }: AlarmsQuery,
): readonly AlarmShown[] {
  return alarms.filter(
    (one) =>
      (alert === null || one.alert === alert) && (severity === null || one.severity === severity),
  );
}
