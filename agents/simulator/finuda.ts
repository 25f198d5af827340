/** The closed FLASH-like campaign: a cavity at 4.5 K in a magnet of 2700 A, with helium level and pressure; no mixing chamber anywhere. */
import { FLASH_CAVITY, flashAngle } from './cavity.ts';
import type { LocalStamp } from './clock.ts';
import { isoLocal } from './clock.ts';
import type { PlannedRun, Segment } from './plan.ts';
import { between, normal } from './random.ts';
import { sweepName } from './sweeps.ts';

export const FLASH_CAMPAIGN = 'Run_2026.10-FLASH';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const STEPS = 70;

/** When the campaign's slow control was switched on: 20 October 2026, or three weeks before an earlier origin. */
export function flashStart(origin: number): number {
  return Math.min(Date.UTC(2026, 9, 20, 6), origin - 31 * 24 * HOUR);
}

/** How long its slow control was on. */
export const FLASH_LASTS_MS = 13 * HOUR;

function step(seed: number, from: number, n: number): Segment[] {
  const angle = flashAngle(seed, n);
  const moved = from + 6 * SECOND;
  const swept = moved + Math.round(between(6, 9, seed, 'flash sweep', n) * SECOND);
  return [
    { kind: 'move', from, to: moved, angle, heatK: 0 },
    { kind: 'sweep', from: moved, to: swept, angle, name: sweepName(FLASH_CAVITY, angle) },
    { kind: 'data', from: swept + 2 * SECOND, to: from + 5 * MINUTE, angle, isCut: false },
  ];
}

/** One tuner map and one run of 70 steps of five minutes. */
export function flashRuns(seed: number, origin: number): readonly PlannedRun[] {
  const begin = flashStart(origin) + 4 * HOUR;
  const map = Array.from({ length: 24 }, (_, n) =>
    step(seed, begin + n * 25 * SECOND, n * 3).filter((segment) => segment.kind === 'sweep'),
  ).flat();
  const from = begin + 30 * MINUTE;
  const steps = Array.from({ length: STEPS }, (_, n) =>
    step(seed, from + n * 5 * MINUTE, n),
  ).flat();
  const common = { campaign: FLASH_CAMPAIGN, cavity: FLASH_CAVITY, isAborted: false };
  return [
    {
      ...common,
      directory: 'Calibrazione_S11',
      kind: 'calibration',
      from: begin,
      to: map.at(-1)?.to ?? begin,
      segments: map,
    },
    {
      ...common,
      directory: '0001_fisica',
      kind: 'physics',
      from,
      to: steps.at(-1)?.to ?? from,
      segments: steps,
    },
  ];
}

/** Ramps of the magnet: up in an hour from half past one, down after the run. */
function currentAt(hours: number): number {
  const up = Math.min(1, Math.max(0, (hours - 1.5) / 1));
  const down = Math.min(1, Math.max(0, (hours - 11.2) / 1));
  return 2_700 * (up - down);
}

export const FINUDA_HEADER =
  'data_ora;T_cav_K;T_schermo1_K;T_schermo2_K;I_magnete_A;B_T;livello_He_%;P_He_mbar\r\n';

/** One line of the plant's table, as an Italian spreadsheet has it: semicolons and decimal commas. */
export function finudaLine(seed: number, origin: number, t: number, stamp: LocalStamp): string {
  const hours = (t - flashStart(origin)) / HOUR;
  const noise = (n: number): number => normal(seed, 'finuda', t, n);
  const amps = currentAt(hours);
  const isRamping = amps > 1 && amps < 2_699;
  const pressure = 1_214 + 2.2 * Math.sin(hours * 1.7) + 1.1 * Math.sin(hours * 5.9);
  // the plant refills from 62 to 78 % every 4.4 hours
  const cycle = (hours / 4.4 + 0.3) % 1;
  const level = cycle < 0.14 ? 62 + (16 * cycle) / 0.14 : 78 - (16 * (cycle - 0.14)) / 0.86;
  const cavity = 4.5 + 0.001 * (pressure - 1_214) + (isRamping ? 0.04 : 0) + 0.0006 * noise(1);
  const current = amps + (amps > 0 ? 0.03 * noise(4) : 0);
  const cells = [
    cavity.toFixed(4),
    (71.8 + 0.5 * Math.sin(hours / 3) + 0.02 * noise(2)).toFixed(2),
    (77.6 + 0.7 * Math.sin(hours / 3.4) + 0.02 * noise(3)).toFixed(2),
    current.toFixed(2),
    ((1.1 * amps) / 2_700).toFixed(4),
    (level + 0.04 * noise(5)).toFixed(2),
    (pressure + 0.05 * noise(6)).toFixed(2),
  ];
  return `${isoLocal(stamp)};${cells.map((cell) => cell.replace('.', ',')).join(';')}\r\n`;
}
