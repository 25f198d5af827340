/** Which alerts mean nothing here, and why: what they need is not configured, or only somebody outside can see it. */

import { SOURCES, type AlertDefinition, type Source } from '../alerts/definition.ts';

export interface OffAlert {
  readonly alert: string;
  /** A sentence without its full stop: `not configured: collectors.host`. */
  readonly why: string;
}

/** Returns the alerts that are off; `configured` tells whether there is any sign of a source. */
export function offAlerts(
  alerts: readonly AlertDefinition[],
  configured: (source: Source) => boolean,
): readonly OffAlert[] {
  return alerts.flatMap(({ name, needs, seenBy }) => {
    if (seenBy === 'prometheus')
      return [{ alert: name, why: 'only Prometheus can see it, from outside the hub' }];
    const missing = needs.filter((source) => !configured(source));
    if (missing.length === 0) return [];
    return [
      { alert: name, why: `not configured: ${missing.map((one) => SOURCES[one]).join('; ')}` },
    ];
  });
}
