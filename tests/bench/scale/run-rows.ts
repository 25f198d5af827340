/** Rows of runs, of their steps and sweeps, and of what their key channels did meanwhile. */

import type { BulkRow } from '#telemetry/catalogue/bulk/piece.ts';
import { angleOf, f0At, perAngle, planFile } from './files.ts';
import type { RunPlan } from './runs.ts';
import { mix, type Scale } from './scale.ts';

export const RUN_COLUMNS = [
  'id',
  'campaign_id',
  'number',
  'path',
  'kind',
  'kind_raw',
  'site',
  'node',
  'origin',
  'start_ms',
  'end_ms',
  'state',
  'closed_by',
  'software_version',
  'file_count',
  'sized_count',
  'bytes_sum',
  'first_file_ms',
  'last_file_ms',
  'cadence_ms',
] as const;

/** A run with its totals, which its files must add up to. */
export function runRow(scale: Scale, run: RunPlan): BulkRow {
  let bytes = 0;
  let first: number | null = null;
  let last: number | null = null;
  for (let n = 0; n < run.files; n += 1) {
    const file = planFile(scale, run, n);
    bytes += file.bytes;
    first ??= file.taken;
    last = file.taken ?? last;
  }
  return [
    run.id,
    run.campaignId,
    run.number,
    run.path,
    run.kind,
    run.path.split('/').at(-1)?.split('_')[0] ?? null,
    'LNF',
    'lnf-daq',
    'live',
    run.start,
    run.end,
    'closed',
    'next run',
    'v2',
    run.files,
    run.files,
    bytes,
    first,
    last,
    run.cadenceMs,
  ];
}

export const STEP_COLUMNS = [
  'run_id',
  'n',
  'start_ms',
  'end_ms',
  'live_ms',
  'tuner_deg',
  'centre_hz',
  'f0_hz',
  'q_l',
  'beta',
  'regime',
  'field_t',
] as const;

/** One step a tuner position. */
export function stepRows(scale: Scale, run: RunPlan): readonly BulkRow[] {
  if (run.kind === 'noise') return [];
  const each = perAngle(run);
  const steps = Math.ceil(run.files / each);
  return Array.from({ length: steps }, (_, n): BulkRow => {
    const h = mix(scale.seed, run.id, n + 11);
    const angle = angleOf(run, n * each);
    const start = run.start + n * each * run.cadenceMs;
    const end = Math.min(run.end, start + each * run.cadenceMs);
    const tuner = Number(angle.toFixed(2));
    const centre = f0At(angle);
    const f0 = centre + (h % 2000) - 1000;
    const qL = 48_000 + (h % 4_000);
    return [
      run.id,
      n + 1,
      start,
      end,
      end - start,
      tuner,
      centre,
      f0,
      qL,
      0.9 + (h % 30) / 100,
      'under',
      7.99 + (h % 9) / 1e4,
    ];
  });
}

export const SWEEP_COLUMNS = [
  'file_id',
  'method',
  'run_id',
  'taken_ms',
  'parameter',
  'tuner_deg',
  'points',
  'span_hz',
  'centre_hz',
  'f0_hz',
  'f0_error_hz',
  'q_l',
  'beta',
  'regime',
  'depth_db',
  'refused',
] as const;

/** The fit of a calibration's file; of one in fifty it was refused. */
export function sweepRows(scale: Scale, run: RunPlan, n: number): readonly BulkRow[] {
  if (run.kind !== 'calibration') return [];
  const { id, taken, tunerDeg, f0Hz, h } = planFile(scale, run, n);
  const at = taken ?? run.start + n * run.cadenceMs;
  const head = [id, 'circle', run.id, at, 's11', tunerDeg, 501, 1e6, f0At(tunerDeg)];
  if (h % 50 === 0)
    return [[...head, null, null, null, null, null, null, 'the dip is not deeper than the noise']];
  return [
    [
      ...head,
      f0Hz,
      40 + (h % 20),
      48_000 + (h % 4_000),
      0.9 + (h % 30) / 100,
      'under',
      -18 - (h % 8),
      null,
    ],
  ];
}

export const RUN_CHANNEL_COLUMNS = [
  'run_id',
  'channel_id',
  'n',
  'min_value',
  'max_value',
  'mean_value',
  'last_value',
] as const;

/** Statistics of the three key channels. */
export function runChannelRows(scale: Scale, run: RunPlan): readonly BulkRow[] {
  const n = Math.max(1, Math.floor((run.end - run.start) / 10_000));
  return [0.03, 0.011, 7.995].map((base, index): BulkRow => {
    const wobble = (base * (mix(scale.seed, run.id, index) % 100)) / 1e4;
    return [run.id, index + 1, n, base, base + wobble, base + wobble / 2, base + wobble / 3];
  });
}

export const IMPORT_COLUMNS = ['source', 'line', 'file', 'raw', 'file_id'] as const;

/** Calibrations of the first campaign came with the table that was there before. */
export function importRows(scale: Scale, run: RunPlan, n: number): readonly BulkRow[] {
  if (run.campaignId !== 1 || run.kind !== 'calibration') return [];
  const { id, name } = planFile(scale, run, n);
  return [['runlog:generated', id, 'runlog.csv', `${run.path},${name},LNF`, id]];
}
