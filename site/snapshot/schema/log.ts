/** `log.<hash>.json` and `log/…`: heads of all entries and their bodies, by month; restricted entries are in none of them. */

import type { AssetReference } from './asset.ts';
import type { LogHead } from './now.ts';

export interface LogMonth {
  /** `2026-11`, by the time of the event in UTC; `unknown`: a time that no calendar holds. */
  readonly month: string;
  readonly count: number;
  readonly heads: AssetReference;
  readonly bodies: AssetReference;
}

/** Newest month first. */
export interface LogIndex {
  readonly months: readonly LogMonth[];
}

/** `log/heads-<month>.<hash>.json`: in the order of their events. */
export interface LogHeads {
  readonly heads: readonly LogHead[];
}

/** `log/bodies-<month>.<hash>.json`: by the entry's id; an entry without a body is not there. */
export interface LogBodies {
  readonly bodies: Readonly<Record<string, string>>;
}
