/** What a publisher has written since it began, by kind of asset: how small a day is, is a promise that can be watched. */

export interface Written {
  files: number;
  bytes: number;
}

export interface Tally {
  /** By kind: `now`, `tail`, `series`, `run`, `files`, `tree`, `snapshot`; twins are counted with their asset. */
  readonly written: ReadonlyMap<string, Readonly<Written>>;
  /** How often the disk was asked to make something safe. */
  readonly flushes: () => number;
  readonly wrote: (path: string, bytes: number) => void;
  readonly flushed: () => void;
}

/** Begins to count at nothing. */
export function createTally(): Tally {
  const written = new Map<string, Written>();
  let flushes = 0;
  return {
    written,
    flushes: () => flushes,
    wrote(path, bytes) {
      const kind = kindOf(path);
      const sum = written.get(kind) ?? { files: 0, bytes: 0 };
      sum.files += 1;
      sum.bytes += bytes;
      written.set(kind, sum);
    },
    flushed() {
      flushes += 1;
    },
  };
}

/** Returns the kind of an asset by its path below `/data/`: the first folder or word, with a slash for what lies in a folder. */
export function kindOf(path: string): string {
  const slash = path.indexOf('/');
  return slash < 0 ? path.slice(0, path.indexOf('.')) : path.slice(0, slash + 1);
}
