/** Alerts about the hub: what people see is of now, the catalogue behind it answers, and who is to be told is told. */

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
    name: 'ReceiverBehind',
    severity: 'critical',
    when: above(age('flash_alarm_oldest_waiting_timestamp_seconds'), thresholds.receiverBehind),
    forMs: MINUTE,
    summary:
      'The receiver {receiver} has not been told of an alarm for {value}: whoever relies on it does not know.',
    needs: ['receivers'],
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
