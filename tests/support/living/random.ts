/** A seeded source of choices (xorshift32, Marsaglia 2003), so that a failure can be done again. */

export interface Random {
  /** An integer from 0 to `limit` - 1. */
  below(limit: number): number;
  pick<T>(list: readonly [T, ...T[]] | readonly T[]): T;
}

/** Makes a source; equal seeds give equal choices. */
export function createRandom(seed: number): Random {
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1;
  const next = (): number => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state;
  };
  return {
    below: (limit) => next() % limit,
    pick(list) {
      const one = list[next() % list.length];
      if (one === undefined) throw new RangeError('nothing to pick from');
      return one;
    },
  };
}
