/** How temperatures, pressures and flow follow an event: factors on the quiet value, by minutes since it began. */
import { progressOf } from './events.ts';
import type { EventName, SimulatedEvent } from './events.ts';

/** What a sensor of the dilution refrigerator measures. */
export type Place =
  | 'plate50k'
  | 'plate4k'
  | 'still'
  | 'cavity'
  | 'mixing'
  | 'stillLine'
  | 'vacuum'
  | 'flow'
  | 'water';

/** Minutes since the event and the factor then; logarithmic between points (linear where a factor is 0). */
export type Profile = readonly (readonly [minutes: number, factor: number])[];

export const PROFILES: Partial<Record<EventName, Partial<Record<Place, Profile>>>> = {
  'magnet-ramp': {
    mixing: [
      [0, 1],
      [4, 5],
      [12, 8],
      [60, 8.6],
      [75, 7.5],
      [90, 2.6],
      [120, 1.35],
      [180, 1.04],
      [225, 1],
    ],
    cavity: [
      [0, 1],
      [6, 2],
      [20, 3.1],
      [70, 3.4],
      [90, 2.1],
      [130, 1.25],
      [190, 1.03],
      [225, 1],
    ],
    still: [
      [0, 1],
      [15, 1.06],
      [75, 1.07],
      [130, 1],
    ],
    plate4k: [
      [0, 1],
      [20, 1.07],
      [75, 1.08],
      [140, 1],
    ],
  },
  'temperature-excursion': {
    cavity: [
      [0, 1],
      [18, 1.34],
      [45, 1.3],
      [75, 1.1],
      [110, 1],
    ],
    mixing: [
      [0, 1],
      [15, 1.3],
      [45, 1.26],
      [75, 1.08],
      [110, 1],
    ],
    still: [
      [0, 1],
      [20, 1.03],
      [80, 1],
    ],
  },
  'compressor-trip': {
    plate50k: [
      [0, 1],
      [20, 1.16],
      [45, 1.34],
      [110, 1.1],
      [190, 1.01],
      [240, 1],
    ],
    plate4k: [
      [0, 1],
      [20, 3.05],
      [45, 3.6],
      [75, 2.8],
      [120, 1.35],
      [170, 1.03],
      [220, 1],
    ],
    still: [
      [0, 1],
      [20, 1.3],
      [45, 4.4],
      [100, 3.6],
      [200, 2],
      [270, 1.1],
      [330, 1],
    ],
    mixing: [
      [0, 1],
      [16, 1.1],
      [24, 3],
      [45, 60],
      [90, 130],
      [160, 110],
      [220, 30],
      [280, 3],
      [340, 1.1],
      [400, 1],
    ],
    cavity: [
      [0, 1],
      [18, 1.03],
      [28, 1.8],
      [50, 25],
      [95, 48],
      [165, 40],
      [225, 12],
      [290, 1.9],
      [350, 1.06],
      [400, 1],
    ],
    flow: [
      [0, 1],
      [17, 1.04],
      [22, 0.3],
      [26, 0],
      [150, 0],
      [165, 0.5],
      [200, 0.92],
      [260, 1],
    ],
    stillLine: [
      [0, 1],
      [18, 1.5],
      [24, 0.2],
      [150, 0.15],
      [165, 2.4],
      [230, 1.2],
      [300, 1],
    ],
    vacuum: [
      [0, 1],
      [30, 1.6],
      [60, 2],
      [150, 1.2],
      [240, 1],
    ],
    water: [
      [0, 1],
      [10, 1.25],
      [44, 1.3],
      [60, 1],
    ],
  },
  quench: {
    plate50k: [
      [0, 1],
      [8, 1.05],
      [60, 1.08],
      [200, 1],
    ],
    plate4k: [
      [0, 1],
      [1, 1.6],
      [4, 2.1],
      [30, 1.7],
      [120, 1.1],
      [220, 1],
    ],
    still: [
      [0, 1],
      [1, 2],
      [4, 3.2],
      [90, 2.2],
      [190, 1.5],
      [270, 1.05],
      [340, 1],
    ],
    mixing: [
      [0, 1],
      [1, 60],
      [3, 160],
      [60, 135],
      [185, 96],
      [225, 38],
      [270, 9],
      [330, 2.6],
      [400, 1.15],
      [460, 1],
    ],
    cavity: [
      [0, 1],
      [1, 30],
      [5, 125],
      [60, 85],
      [190, 42],
      [240, 16],
      [300, 4],
      [370, 1.6],
      [430, 1.06],
      [460, 1],
    ],
    flow: [
      [0, 1],
      [1, 1.45],
      [10, 1.3],
      [90, 1.15],
      [200, 1.02],
      [260, 1],
    ],
    stillLine: [
      [0, 1],
      [1, 5],
      [10, 3],
      [90, 1.7],
      [200, 1.1],
      [260, 1],
    ],
    vacuum: [
      [0, 1],
      [2, 1.5],
      [120, 1.1],
      [200, 1],
    ],
  },
  'chilled-water': {
    water: [
      [0, 1],
      [20, 1.36],
      [70, 1.34],
      [110, 1],
    ],
    plate50k: [
      [0, 1],
      [40, 1.035],
      [80, 1.035],
      [150, 1],
    ],
    plate4k: [
      [0, 1],
      [50, 1.03],
      [90, 1.03],
      [150, 1],
    ],
  },
};

/** Value of a profile at `minutes`; 1 before and after it. */
export function profileAt(profile: Profile, minutes: number): number {
  let from = profile[0];
  if (from === undefined || minutes <= from[0]) return 1;
  for (const to of profile.slice(1)) {
    if (minutes < to[0]) {
      const x = (minutes - from[0]) / (to[0] - from[0]);
      if (from[1] > 0 && to[1] > 0) return from[1] * (to[1] / from[1]) ** x;
      return from[1] + (to[1] - from[1]) * x;
    }
    from = to;
  }
  return 1;
}

/** The product of what every event does to a place at `t`. */
export function eventFactor(events: readonly SimulatedEvent[], place: Place, t: number): number {
  let factor = 1;
  for (const event of events) {
    const profile = PROFILES[event.name]?.[place];
    const ms = progressOf(event, t);
    if (profile !== undefined && ms !== null) factor *= profileAt(profile, ms / 60_000);
  }
  return factor;
}
