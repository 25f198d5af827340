/** Is it on resonance? Where the last sweep found the cavity, how good and how coupled it is, and how old that is. */

import { abs, age, increase, last } from '#telemetry/alerts/words.ts';
import { HOUR } from '../alerts/spans.ts';
import { lines, notAbove, notBelow, notBeyond, number, only } from '../definition.ts';
import type { DashboardDefinition } from '../definition.ts';
import { thresholds } from '../thresholds.ts';
import { ofLastSweep } from './sql.ts';

/** From the resonance before the first file of the last step, in loaded linewidths. */
const OFFSET = `(s.f0_hz - (SELECT p.f0_hz FROM step p WHERE p.run_id = r.id ORDER BY p.n DESC LIMIT 1)) * s.q_l / s.f0_hz`;
/** Of two readings of the same dip the under-coupled one, where the regime is not known. */
const BETA = `IF(s.regime = 'unknown', COALESCE(s.beta_under, s.beta), s.beta)`;

const offset = last('flash_resonance_offset_ratio');
const quality = last('flash_resonance_quality_factor');
const coupling = last('flash_resonance_coupling_ratio');
const couplingLimits = [notBelow(thresholds.couplingLeast), notAbove(thresholds.couplingMost)];

const now = [
  number({
    title: 'Off the centre',
    question: 'How many linewidths does the cavity lie off the centre of the step?',
    values: only('{campaign}', abs(offset), { sql: ofLastSweep(`ABS(${OFFSET})`) }),
    limits: [notAbove(thresholds.offCentre)],
    width: 6,
    procedure: 'procedures/s11-calibration',
  }),
  number({
    title: 'Q_L',
    question: 'Is the loaded quality factor as usual?',
    values: only('{campaign}', quality, { sql: ofLastSweep('s.q_l') }),
    limits: [notBelow(thresholds.qualityLeast)],
    width: 6,
  }),
  number({
    title: 'β',
    question: 'Is the antenna coupled as it should be?',
    values: only('{campaign}', coupling, { sql: ofLastSweep(BETA) }),
    limits: couplingLimits,
    width: 6,
  }),
  number({
    title: 'Since the last sweep',
    question: 'How old is what is known of the cavity?',
    values: only('{campaign}', age('flash_resonance_sweep_timestamp_seconds'), {
      sql: ofLastSweep('(:at - s.taken_ms) / 1000'),
    }),
    limits: [notAbove(thresholds.sweepAge)],
    width: 6,
    procedure: 'procedures/s11-calibration',
  }),
];

const history = [
  lines({
    title: 'Resonance',
    question: 'Where is the cavity?',
    values: only('{campaign}', last('flash_resonance_frequency_hertz'), {
      sql: ofLastSweep('s.f0_hz'),
    }),
    width: 12,
  }),
  lines({
    title: 'Off the centre',
    question: 'Does the cavity drift out of the step?',
    values: only('{campaign}', offset, { sql: ofLastSweep(OFFSET) }),
    limits: [notBeyond(thresholds.offCentre)],
    width: 12,
    procedure: 'procedures/s11-calibration',
  }),
  lines({
    title: 'Q_L',
    question: 'Has the quality factor changed?',
    values: only('{campaign}', quality, { sql: ofLastSweep('s.q_l') }),
    limits: [notBelow(thresholds.qualityLeast)],
    width: 12,
  }),
  lines({
    title: 'β',
    question: 'Has the coupling changed?',
    values: only('{campaign}', coupling, { sql: ofLastSweep(BETA) }),
    limits: couplingLimits,
    width: 12,
  }),
  lines({
    title: 'Sweeps in an hour',
    question: 'Are sweeps taken, and can they be fitted?',
    values: only('{campaign}: {outcome}', increase('flash_daq_sweeps_total', HOUR), {
      none: 'A sweep is counted when the agent reads it, which for files found at its start is not when it was taken.',
    }),
    width: 24,
  }),
];

export const resonance: DashboardDefinition = {
  name: 'resonance',
  title: 'Is it on resonance?',
  summary: 'Where the last sweep found the cavity, its quality and coupling, and how old that is.',
  topics: ['resonance'],
  variables: [],
  spanMs: 12 * HOUR,
  rows: [
    { title: 'The last sweep', panels: now },
    { title: 'Over time', panels: history },
  ],
};
