/** Alerts about the magnet: the field is there, it stands still, and nothing was lost. */

import { alertsOf } from '#telemetry/alerts/definition.ts';
import {
  above,
  abs,
  and,
  atLeast,
  below,
  difference,
  last,
  maxOver,
  minOver,
} from '#telemetry/alerts/words.ts';
import { thresholds } from '../thresholds.ts';
import { physicsRun } from './running.ts';
import { MINUTE } from './spans.ts';

/** Between the highest and the lowest field of a window, whatever its sign. */
const spread = (overMs: number) =>
  difference(maxOver('flash_key_field_tesla', overMs), minOver('flash_key_field_tesla', overMs));

export const magnetAlerts = alertsOf('magnet', [
  {
    name: 'FieldOff',
    severity: 'critical',
    when: and(below(abs(last('flash_key_field_tesla')), thresholds.fieldOn), physicsRun),
    forMs: MINUTE,
    summary: 'A physics run is open while the field {channel} is {value}, below {limit}.',
    parents: [{ alert: 'Quench', equal: ['channel'] }],
    needs: ['field', 'daq'],
    owner: 'magnet expert',
  },
  {
    name: 'FieldOutOfLimits',
    severity: 'warning',
    when: atLeast(last('flash_key_limit_state', { role: 'field' }), thresholds.limitAttention),
    forMs: 2 * MINUTE,
    summary: 'The field {channel} is beyond its limit on the {side} side.',
    parents: [
      { alert: 'Quench', equal: ['channel'] },
      { alert: 'FieldOff', equal: ['channel'] },
    ],
    needs: ['field', 'limits'],
    owner: 'magnet expert',
  },
  {
    name: 'FieldChanging',
    severity: 'warning',
    when: and(above(spread(10 * MINUTE), thresholds.fieldSpread), physicsRun),
    forMs: MINUTE,
    summary:
      'A physics run is open while the field {channel} changed by {value} in 10 min; more than {limit} is a ramp.',
    parents: [
      { alert: 'Quench', equal: ['channel'] },
      { alert: 'FieldOff', equal: ['channel'] },
    ],
    needs: ['field', 'daq'],
    owner: 'magnet expert',
  },
  {
    name: 'Quench',
    severity: 'critical',
    when: above(spread(5 * MINUTE), thresholds.quenchFall),
    summary:
      'The field {channel} changed by {value} within 5 min, faster than any ramp: a quench, or a fast discharge.',
    isLatched: true,
    needs: ['field'],
    owner: 'magnet expert',
  },
  {
    name: 'LeadCurrentOutOfLimits',
    severity: 'warning',
    when: atLeast(
      last('flash_key_limit_state', { role: 'lead_current' }),
      thresholds.limitAttention,
    ),
    forMs: 2 * MINUTE,
    summary: 'The current of the leads {channel} is beyond its limit on the {side} side.',
    needs: ['limits'],
    owner: 'magnet expert',
  },
]);
