/** `storage.<hash>.json`: every resource with its use, its history, its quotas, and what they come to year by year. */

export interface StoragePoint {
  readonly t: number;
  readonly used: number | null;
}

export interface QuotaShown {
  readonly standing: 'assigned' | 'requested';
  readonly source: string;
  readonly bound: 'limited' | 'none' | 'unlimited';
  /** In the resource's unit; null unless limited. */
  readonly value: number | null;
  readonly validFrom: number;
  readonly note: string | null;
}

export interface ResourceShown {
  /** `lnf-daq/daq`, `infn-cloud/volumes`. */
  readonly name: string;
  readonly label: string;
  readonly role: 'daq' | 'storage' | 'cloud' | 'tape' | 'other';
  /** UCUM code. */
  readonly unit: string;
  /** When it was asked last; null: never. */
  readonly at: number | null;
  readonly used: number | null;
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
  readonly year: number;
  readonly resource: string;
  readonly label: string;
  readonly unit: string;
  readonly requested: Pick<QuotaShown, 'bound' | 'value' | 'source'> | null;
  readonly assigned: Pick<QuotaShown, 'bound' | 'value' | 'source'> | null;
  /** The last of the year, or of now; null: not known. */
  readonly used: number | null;
  readonly usedAt: number | null;
}

export interface Storage {
  /** When it was read. */
  readonly at: number;
  /** Planned end of the current campaign; null: not said. */
  readonly plannedEnd: number | null;
  readonly campaign: string | null;
  readonly resources: readonly ResourceShown[];
  readonly years: readonly YearLine[];
}
