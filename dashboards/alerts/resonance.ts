/** Alerts about the cavity: on resonance, of the usual quality and coupling, and measured not long ago. */

import { alertsOf } from '#telemetry/alerts/definition.ts';
import {
  above,
  abs,
  age,
  and,
  atLeast,
  avgOver,
  below,
  increase,
  last,
  or,
  ratio,
} from '#telemetry/alerts/words.ts';
import { thresholds } from '../thresholds.ts';
import { physicsRun } from './running.ts';
import { DAY, HOUR, MINUTE } from './spans.ts';

const quality = last('flash_resonance_quality_factor');
const coupling = last('flash_resonance_coupling_ratio');

export const resonanceAlerts = alertsOf('resonance', [
  {
    name: 'OffResonance',
    severity: 'warning',
    when: and(above(abs(last('flash_resonance_offset_ratio')), thresholds.offCentre), physicsRun),
    forMs: MINUTE,
    summary:
      'The cavity of {campaign} lies {value} linewidths off the centre of its step; the limit is {limit}.',
    needs: ['daq'],
    owner: 'shifter',
  },
  {
    name: 'QualityFactorLow',
    severity: 'warning',
    when: and(below(quality, thresholds.qualityLeast), physicsRun),
    forMs: MINUTE,
    summary: 'Q_L of {campaign} is {value}; below {limit} its data are of little use.',
    needs: ['daq'],
    owner: 'run coordinator',
  },
  {
    name: 'QualityFactorFell',
    severity: 'warning',
    when: and(
      below(ratio(quality, avgOver('flash_resonance_quality_factor', DAY)), thresholds.qualityFall),
      physicsRun,
    ),
    forMs: MINUTE,
    summary: 'Q_L of {campaign} is {value} of its mean of a day; below {limit} something changed.',
    parents: [{ alert: 'QualityFactorLow', equal: ['campaign'] }],
    needs: ['daq'],
    owner: 'shifter',
  },
  {
    name: 'CouplingOutOfRange',
    severity: 'warning',
    when: and(
      or(below(coupling, thresholds.couplingLeast), above(coupling, thresholds.couplingMost)),
      physicsRun,
    ),
    forMs: MINUTE,
    summary: 'β of {campaign} is {value}: too far from the 2 that scans best.',
    needs: ['daq'],
    owner: 'run coordinator',
  },
  {
    name: 'SweepOld',
    severity: 'warning',
    when: and(
      above(age('flash_resonance_sweep_timestamp_seconds'), thresholds.sweepAge),
      physicsRun,
    ),
    forMs: MINUTE,
    summary:
      'The last S11 sweep of {campaign} that could be fitted is {value} old; after {limit} nobody knows where the cavity is.',
    needs: ['daq'],
    owner: 'shifter',
  },
  {
    name: 'SweepsRefused',
    severity: 'info',
    when: atLeast(
      increase('flash_daq_sweeps_total', HOUR, { outcome: 'refused' }),
      thresholds.refusedSweeps,
    ),
    summary: 'In {campaign}, {value} of the last hour could not be fitted.',
    needs: ['daq'],
    owner: 'shifter',
  },
]);
