/** Alerts about the hub: what people see is of now, and the catalogue behind it answers. */

import { alertsOf } from '#telemetry/alerts/definition.ts';
import { above, absent, age, equal, last } from '#telemetry/alerts/words.ts';
import { thresholds } from '../thresholds.ts';
import { MINUTE, SECOND } from './spans.ts';

export const siteAlerts = alertsOf('site', [
  {
    name: 'SnapshotStale',
    severity: 'critical',
    when: above(age('flash_snapshot_generated_timestamp_seconds'), thresholds.snapshotStale),
    forMs: 30 * SECOND,
    summary: 'The site shows a state of {value} ago; it is written every 10 s.',
    parents: [{ alert: 'CatalogueAway', equal: [] }],
    needs: [],
    owner: 'whoever runs the machines',
  },
  {
    name: 'CatalogueAway',
    severity: 'critical',
    when: equal(last('flash_catalogue_up'), thresholds.isNot),
    forMs: 30 * SECOND,
    summary:
      'The catalogue does not answer the hub: nothing is recorded; agents keep what they see.',
    needs: [],
    owner: 'whoever runs the machines',
  },
  {
    name: 'HubAway',
    severity: 'critical',
    when: absent('flash_hub_info'),
    forMs: MINUTE,
    summary: 'Prometheus gets nothing from the hub: no site, no recording, no alarms of its own.',
    needs: [],
    owner: 'whoever runs the machines',
    seenBy: 'prometheus',
  },
]);
