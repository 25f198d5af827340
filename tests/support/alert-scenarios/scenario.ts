/** A scenario of an alert: how its series go while all is well, while it is not, and after. */

export interface Moment {
  /** Seconds since the beginning; Prometheus counts from 0 too. */
  readonly t: number;
  readonly isBad: boolean;
  /** Seconds at which the trouble began, and ended; t before it began and after it ended is outside them. */
  readonly from: number;
  readonly to: number;
}

/** The value of a series; null: it is not there. */
export type Course = (moment: Moment) => number | null;

export interface Scenario {
  /** By series as PromQL writes it: `flash_catalogue_up` or `flash_key_field_tesla{channel="m"}`. */
  readonly series: Readonly<Record<string, Course>>;
  /** Minutes between the beginning of the trouble and the moment the condition holds: not sooner, not later. */
  readonly holdsAfter: readonly [notSooner: number, notLater: number];
  /** Minutes between the end of the trouble and the moment the alarm is over. */
  readonly clearsAfter: number;
  /** Minutes of quiet before; as long as the longest window. */
  readonly quiet: number;
  /** Seconds between samples, which is also how often rules are evaluated; at most 240. */
  readonly stepS: number;
}

type Given = Pick<Scenario, 'series'> & Partial<Scenario>;

/** Fills in: it holds at once, is over at once, after ten minutes of quiet, by steps of 15 s. */
export function scenario(given: Given): Scenario {
  return { holdsAfter: [0, 0], clearsAfter: 0, quiet: 10, stepS: 15, ...given };
}

/** Two values: while it is well, and while it is not. */
export function flip(well: number, bad: number): Course {
  return ({ isBad }) => (isBad ? bad : well);
}

/** A time that is always now, and stands still in the trouble. */
export const standsStill: Course = ({ t, isBad, from }) => (isBad ? from : t);

/** The same value, come what may. */
export function always(value: number): Course {
  return () => value;
}

/** A counter that grows only in the trouble, so much a minute. */
export function counts(perMinute: number): Course {
  return ({ t, from, to }) => (Math.max(0, Math.min(t, to) - from) / 60) * perMinute;
}

/** An open run for physics, of the campaign and node of these scenarios. */
export const PHYSICS = {
  'flash_run_open{campaign="quax",node="daq",kind="physics"}': always(1),
} as const;
