/** A small seeded generator, so that a fixture is the same every time. */

/** Returns numbers between 0 and 1, always the same for a seed. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A slow walk around a value, as a thermometer shows it. */
export function wander(
  random: () => number,
  count: number,
  around: number,
  noise: number,
): number[] {
  let drift = 0;
  return Array.from({ length: count }, () => {
    drift = drift * 0.98 + (random() - 0.5) * noise * 0.6;
    return short(around + drift + (random() - 0.5) * noise);
  });
}

/** Six digits, as the publisher writes values. */
export function short(value: number): number {
  return Number(value.toPrecision(6));
}
