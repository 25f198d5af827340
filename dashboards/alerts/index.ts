/** Every alert there is, checked: the rules of Prometheus, our own alarms and the site's lists are made from this list. */

import { checkAlerts } from '#telemetry/alerts/check-alerts.ts';
import type { AlertDefinition } from '#telemetry/alerts/definition.ts';
import { thresholds } from '../thresholds.ts';
import { agentAlerts } from './agents.ts';
import { computingAlerts } from './computing.ts';
import { copyAlerts } from './copies.ts';
import { cryogenicsAlerts } from './cryogenics.ts';
import { dataAlerts } from './data.ts';
import { magnetAlerts } from './magnet.ts';
import { resonanceAlerts } from './resonance.ts';
import { siteAlerts } from './site.ts';
import { volumeAlerts } from './volumes.ts';

export const alerts: readonly AlertDefinition[] = [
  ...dataAlerts,
  ...cryogenicsAlerts,
  ...magnetAlerts,
  ...resonanceAlerts,
  ...volumeAlerts,
  ...copyAlerts,
  ...computingAlerts,
  ...agentAlerts,
  ...siteAlerts,
];

checkAlerts(alerts, thresholds);
