/** How much of a resource a place has given, or was asked for; a quota is kept with who says so and since when. */

import type { ResourceRole, ResourceUnit } from './usage.ts';

/**
 * - `limited`: a number.
 * - `none`: the place gives nothing of it ("---"); that is not a quota of zero that somebody used up.
 * - `unlimited`: the place sets no limit.
 */
export const QUOTA_BOUNDS = ['limited', 'none', 'unlimited'] as const;
/** One of `QUOTA_BOUNDS`. */
export type QuotaBound = (typeof QUOTA_BOUNDS)[number];

/** Given by the place, or asked of it. */
export const QUOTA_STANDINGS = ['assigned', 'requested'] as const;
/** One of `QUOTA_STANDINGS`. */
export type QuotaStanding = (typeof QUOTA_STANDINGS)[number];

/** Natural key: resource, standing, source, validFrom. */
export interface QuotaFact {
  readonly kind: 'quota';
  /** `<place>/<resource>`: `infn-cloud/volumes`. */
  readonly resource: string;
  readonly label: string;
  readonly role: ResourceRole;
  readonly unit: ResourceUnit;
  readonly standing: QuotaStanding;
  readonly bound: QuotaBound;
  /** In the unit; null unless `limited`. */
  readonly value: number | null;
  /** UTC ms; of a quota that a cloud answered: when it was first seen so. */
  readonly validFrom: number;
  /** `openstack`, or as the configuration names it. */
  readonly source: string;
  /** Null: nothing was said. */
  readonly note: string | null;
  /** When this was read. */
  readonly at: number;
}
