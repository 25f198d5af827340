/** The order in which alarms are raised: what explains others before what it explains. */

import type { AlertDefinition } from '../alerts/definition.ts';

/** Returns the alerts with every parent before its children; a ring of parents is left as it stands. */
export function byParents(alerts: readonly AlertDefinition[]): readonly AlertDefinition[] {
  const byName = new Map(alerts.map((alert) => [alert.name, alert]));
  const ordered = new Set<AlertDefinition>();
  const begun = new Set<AlertDefinition>();
  const visit = (alert: AlertDefinition): void => {
    if (begun.has(alert)) return;
    begun.add(alert);
    for (const { alert: name } of alert.parents) {
      const parent = byName.get(name);
      if (parent !== undefined) visit(parent);
    }
    ordered.add(alert);
  };
  for (const alert of alerts) visit(alert);
  return [...ordered];
}
