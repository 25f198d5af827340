/** `overview.<hash>.json`: leads to what the pages of storage, jobs, statistics and shifts show; written when one of them changed, once a minute at most. */

import type { AssetReference } from './asset.ts';

/** The asset of a year. */
export interface YearAsset {
  readonly year: string;
  readonly asset: AssetReference;
}

/** Where the pages of storage, jobs, statistics and shifts find their data. */
export interface Overview {
  readonly storage: AssetReference;
  readonly jobs: AssetReference;
  /** Newest first. */
  readonly days: readonly YearAsset[];
  /** Days that changed and are not counted again yet: `2026-11-20`. */
  readonly waiting: readonly string[];
  readonly rota: readonly YearAsset[];
}
