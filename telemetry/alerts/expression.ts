/**
 * The form of an alert's condition: plain data over metrics, which is written as PromQL and evaluated by ourselves alike.
 * It is made with the words of `words.ts`, which the compiler checks against the metric catalogue.
 */

import type { Threshold } from './threshold.ts';

/** The series of one metric whose labels have one of the values given. */
export interface Selection {
  readonly metric: string;
  readonly where: Readonly<Record<string, readonly string[]>>;
}

type ValueNode =
  /** As it is now. */
  | { readonly op: 'last'; readonly of: Selection }
  /** Seconds since a time, and until one. */
  | { readonly op: 'age' | 'until'; readonly of: Selection }
  /** Over the values of a window up to now. */
  | {
      readonly op: 'avgOver' | 'maxOver' | 'minOver';
      readonly of: Selection;
      readonly overMs: number;
    }
  /** Of a counter: how much it grew in the window, a restart counted as one from 0. */
  | { readonly op: 'increase'; readonly of: Selection; readonly overMs: number }
  /** Of a gauge: the slope of the line of least squares through the window, per second. */
  | { readonly op: 'slope'; readonly of: Selection; readonly overMs: number }
  /** Seconds until `room` is used up at the slope of `grows`; no value where that does not grow. */
  | {
      readonly op: 'timeLeft';
      readonly room: Value;
      readonly grows: Selection;
      readonly overMs: number;
    }
  /** One value for each combination of the labels. */
  | { readonly op: 'sum' | 'max' | 'min'; readonly by: readonly string[]; readonly of: Value }
  /** Of two values whose common labels agree; a ratio to 0 is no value. */
  | { readonly op: 'ratio' | 'difference'; readonly left: Value; readonly right: Value }
  | { readonly op: 'abs'; readonly of: Value };

/** Numbers by their labels, with their unit. Where there is nothing, there is no number. */
export type Value<U extends string = string> = ValueNode & { readonly unit: U };

export type Comparison = 'above' | 'below' | 'atLeast' | 'equal';

export type Condition =
  /** Where the value is so; a raised alarm stays until the threshold's `clear` is passed. */
  | {
      readonly op: 'compare';
      readonly value: Value;
      readonly is: Comparison;
      readonly threshold: Threshold;
    }
  /** No series at all: only Prometheus can tell, of what it should be given. */
  | { readonly op: 'absent'; readonly of: Selection }
  /** `left` where `right` holds (or does not, or either); common labels agree, unless `on` names which. */
  | {
      readonly op: 'and' | 'unless';
      readonly left: Condition;
      readonly right: Condition;
      readonly on: readonly string[] | null;
    }
  | { readonly op: 'or'; readonly left: Condition; readonly right: Condition };
