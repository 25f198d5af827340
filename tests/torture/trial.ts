/** A trial: something done to the system many times, with counts of what came out. */

/** One trial; each file `tests/torture/<name>.torture.ts` exports a list of these as default. */
export interface Trial {
  readonly name: string;
  /**
   * Does it with a seed, so that a failure can be done again, and returns what it counted:
   * `{ kills: 40, lost: 0, doubled: 0 }`. Throws when what must hold did not.
   */
  readonly run: (context: {
    readonly seed: number;
    readonly rounds: number;
    /** For trials of real time: how long, where it is not their own length. */
    readonly hours?: number;
  }) => Promise<Readonly<Record<string, number>>>;
}
