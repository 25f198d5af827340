/** `files/<campaign>/<part>.r<revision>.names.json`: the names of a part's rows, so that a piece of a name is looked for without the part. */

/** Names that differ only in their numbers, or the names as they are. */
export type PackedNames =
  | { readonly v: readonly string[] }
  | {
      /** The texts around the numbers. */
      readonly t: readonly string[];
      /** Digits of each number; 0: as many as it has. */
      readonly z: readonly number[];
      /** Each number's differences from name to name, as pairs: so much, so many times. */
      readonly r: readonly (readonly number[])[];
    };

/** Names of neighbouring rows of one run. */
export interface NamesChunk {
  /** Number of the run. */
  readonly run: number;
  /** How many names these are. */
  readonly rows: number;
  readonly names: PackedNames;
}

/** The names of a part, in the order of its rows. */
export interface PartNames {
  readonly chunks: readonly NamesChunk[];
}
