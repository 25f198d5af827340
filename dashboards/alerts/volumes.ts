/** Alerts about room: volumes and quotas that fill, and volumes that do not answer. */

import { alertsOf } from '#telemetry/alerts/definition.ts';
import {
  atLeast,
  below,
  difference,
  equal,
  last,
  min,
  ratio,
  timeLeft,
} from '#telemetry/alerts/words.ts';
import { thresholds } from '../thresholds.ts';
import { DAY, HOUR, MINUTE } from './spans.ts';

const volumeLeft = timeLeft(last('flash_storage_free_bytes'), 'flash_storage_used_bytes', 6 * HOUR);

/** The least of what several sources say a quota is. */
const quotaLeft = timeLeft(
  difference(
    min(['node', 'place', 'resource'], last('flash_storage_quota_bytes', { standing: 'assigned' })),
    last('flash_storage_quota_used_bytes'),
  ),
  'flash_storage_quota_used_bytes',
  DAY,
);

export const volumeAlerts = alertsOf('safety', [
  {
    name: 'VolumeFullThisWeek',
    severity: 'warning',
    when: below(volumeLeft, thresholds.fullInAWeek),
    forMs: 30 * MINUTE,
    summary: 'The volume {volume} on {node} is full in {value} at the growth of the last 6 h.',
    parents: [
      { alert: 'VolumeFullInTwoDays', equal: ['node', 'volume'] },
      { alert: 'VolumeFull', equal: ['node', 'volume'] },
    ],
    needs: ['volumes'],
    owner: 'data manager',
  },
  {
    name: 'VolumeFullInTwoDays',
    severity: 'critical',
    when: below(volumeLeft, thresholds.fullInTwoDays),
    forMs: 30 * MINUTE,
    summary: 'The volume {volume} on {node} is full in {value} at the growth of the last 6 h.',
    parents: [{ alert: 'VolumeFull', equal: ['node', 'volume'] }],
    needs: ['volumes'],
    owner: 'run coordinator',
  },
  {
    name: 'VolumeFull',
    severity: 'critical',
    when: atLeast(
      ratio(last('flash_storage_used_bytes'), last('flash_storage_size_bytes')),
      thresholds.volumeFull,
    ),
    forMs: MINUTE,
    summary: 'The volume {volume} on {node} is {value} full.',
    needs: ['volumes'],
    owner: 'run coordinator',
  },
  {
    name: 'VolumeAway',
    severity: 'critical',
    when: equal(last('flash_storage_probe_up'), thresholds.isNot),
    forMs: 5 * MINUTE,
    summary: 'The volume {volume} on {node} does not answer.',
    parents: [{ alert: 'AgentSilent', equal: ['node'] }],
    needs: ['volumes'],
    owner: 'whoever runs the machines',
  },
  {
    name: 'QuotaFullThisWeek',
    severity: 'warning',
    when: below(quotaLeft, thresholds.fullInAWeek),
    forMs: HOUR,
    summary: 'The quota of {resource} at {place} is used up in {value} at the growth of a day.',
    parents: [{ alert: 'QuotaFullInTwoDays', equal: ['place', 'resource'] }],
    needs: ['quotas'],
    owner: 'data manager',
  },
  {
    name: 'QuotaFullInTwoDays',
    severity: 'critical',
    when: below(quotaLeft, thresholds.fullInTwoDays),
    forMs: HOUR,
    summary: 'The quota of {resource} at {place} is used up in {value} at the growth of a day.',
    needs: ['quotas'],
    owner: 'run coordinator',
  },
]);
