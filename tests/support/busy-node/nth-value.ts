/** Readings that say which of their channel they are, so that each can be looked for. */

const FIRST = 4;
const STEP = 1e-6;

/** The value of a channel's nth reading, from 0. */
export const nthValue = (n: number): number => Number((FIRST + n * STEP).toFixed(6));

/** Which reading a value is. */
export const nthOf = (value: number): number => Math.round((value - FIRST) / STEP);
