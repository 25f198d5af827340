/** `assets.<hash>.json` and `tree/…`: every asset with its size and hash, in lists of which only the changed ones are written. */

import type { AssetReference } from './asset.ts';

/** `assets.<hash>.json`: one list a campaign, a channel, the log. */
export interface TreeRoot {
  /** `campaign/run_2026.11-quax`, `series/qfridge/ch6-t`, `log`. */
  readonly groups: Readonly<Record<string, AssetReference>>;
}

/** `tree/<group>.<hash>.json`: one list a month of a channel, or 256 runs of a campaign. */
export interface TreeGroup {
  readonly leaves: Readonly<Record<string, AssetReference>>;
}

/** `tree/<group>/<leaf>.<hash>.json` */
export interface TreeLeaf {
  readonly assets: readonly AssetReference[];
}
