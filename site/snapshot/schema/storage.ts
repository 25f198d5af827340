/** `storage.<hash>.json`: every resource with its use, its history, its quotas, and what they come to year by year. */

/** What was used at a time. */
export interface StoragePoint {
  /** UTC ms. */
  readonly t: number;
  /** In the resource's unit; null: it did not answer. */
  readonly used: number | null;
}

/** How much a place has given, or was asked for. */
export interface QuotaShown {
  readonly standing: 'assigned' | 'requested';
  readonly source: string;
  readonly bound: 'limited' | 'none' | 'unlimited';
  /** In the resource's unit; null unless limited. */
  readonly value: number | null;
  /** UTC ms. */
  readonly validFrom: number;
  /** Null: nothing was said. */
  readonly note: string | null;
}

/** A volume or a quota with its history. */
export interface ResourceShown {
  /** `lnf-daq/daq`, `infn-cloud/volumes`. */
  readonly name: string;
  readonly label: string;
  readonly role: 'daq' | 'storage' | 'cloud' | 'tape' | 'other';
  /** UCUM code. */
  readonly unit: string;
  /** When it was asked last; null: never. */
  readonly at: number | null;
  /** In the unit; null: it did not answer. */
  readonly used: number | null;
  /** In the unit; null: not known, or unlimited. */
  readonly capacity: number | null;
  /** Units a second; null: not known. */
  readonly growth: number | null;
  /** Over which span the growth was seen, ms. */
  readonly growthOverMs: number;
  /** The last of each day, oldest first. */
  readonly days: readonly StoragePoint[];
  /** Those that hold now. */
  readonly quotas: readonly QuotaShown[];
}

/** One line of the computing request. */
export interface YearLine {
  /** By the calendar of UTC. */
  readonly year: number;
  readonly resource: string;
  readonly label: string;
  readonly unit: string;
  /** Null: nothing was asked for. */
  readonly requested: Pick<QuotaShown, 'bound' | 'value' | 'source'> | null;
  /** Null: nothing was given. */
  readonly assigned: Pick<QuotaShown, 'bound' | 'value' | 'source'> | null;
  /** The last of the year, or of now; null: not known. */
  readonly used: number | null;
  /** When that was read, UTC ms; null: not known. */
  readonly usedAt: number | null;
}

/** All resources, and the computing request year by year. */
export interface Storage {
  /** When it was read. */
  readonly at: number;
  /** Planned end of the current campaign; null: not said. */
  readonly plannedEnd: number | null;
  /** The current campaign; null: there is none. */
  readonly campaign: string | null;
  readonly resources: readonly ResourceShown[];
  readonly years: readonly YearLine[];
}
