/** How the snapshot names its files: a path below `/data/`, its size and its hash; everything but the manifest never changes under its name. */

/** Raised when a reader of the version before could no longer read what is published. */
export const SNAPSHOT_SCHEMA = 5;

/** A file of the snapshot: where it is, how large, and by which hash it is known. */
export interface AssetReference {
  /** Relative to `snapshot.json`: `runs/run_2026.11-quax.5f1c….json`. */
  readonly path: string;
  /** Uncompressed. */
  readonly bytes: number;
  /** Hexadecimal, of the uncompressed content. */
  readonly sha256: string;
}
