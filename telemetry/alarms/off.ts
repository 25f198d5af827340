/** Which alerts mean nothing here, and why: what they need is not configured, or only somebody outside can see it. */

import {
  missingSources,
  SOURCES,
  type AlertDefinition,
  type Source,
} from '../alerts/definition.ts';

export interface OffAlert {
  readonly alert: string;
  /** A sentence without its full stop: `not configured: collectors.host`. */
  readonly why: string;
}

/** Returns the alerts that are off, given the sources there are. */
export function offAlerts(
  alerts: readonly AlertDefinition[],
  sources: ReadonlySet<Source>,
): readonly OffAlert[] {
  return alerts.flatMap((alert) => {
    const { name, seenBy } = alert;
    if (seenBy === 'prometheus')
      return [{ alert: name, why: 'only Prometheus can see it, from outside the hub' }];
    const missing = missingSources(alert, sources);
    if (missing.length === 0) return [];
    return [
      { alert: name, why: `not configured: ${missing.map((one) => SOURCES[one]).join('; ')}` },
    ];
  });
}
