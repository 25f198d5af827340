/** The three days before the demo's first start: what was done when, and one of each thing that happens. */
import type { EventName } from './events.ts';

/** Hours of one round of the history; a longer history repeats it. */
export const ROUND_H = 72;

/** What people meant to do: a run from an hour of the round on, for so many hours (a tuner map takes what it takes). */
export type Intention = readonly [
  hour: number,
  what: 'physics' | 'calibration' | 'noise' | 'background' | 'test',
  hours: number,
];

/** The order of the day; the last physics run is still running when the history ends. */
export const INTENTIONS: readonly Intention[] = [
  [0.2, 'test', 0.2],
  [0.6, 'calibration', 0],
  [1.4, 'noise', 0.6],
  [2.2, 'physics', 6],
  [10.5, 'physics', 8],
  [22.8, 'background', 1.5],
  [28.5, 'physics', 3],
  [28.8, 'physics', 7],
  [36.6, 'calibration', 0],
  [38.0, 'test', 0.3],
  [44.2, 'noise', 0.5],
  [45.0, 'physics', 12],
  [60.6, 'calibration', 0],
  [62.2, 'noise', 0.4],
  [64.2, 'physics', 15.5],
];

/** What happened meanwhile, by hour of the round. */
export const HAPPENINGS: readonly (readonly [hour: number, name: EventName])[] = [
  [4.1, 'sensor-frozen'],
  [6.3, 'temperature-excursion'],
  [12.2, 'daq-stop'],
  [13.4, 'sensor-dead'],
  [15.0, 'quench'],
  [24.6, 'magnet-ramp'],
  [28.7, 'aborted-run'],
  [33.1, 'sensor-over'],
  [49.2, 'full-disk'],
  [53.6, 'compressor-trip'],
];
