/** Numbers as instruments print them, strictly: nothing is guessed from half a number. */

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const NOT_A_NUMBER = /^[+-]?nan$/i;

/** Gives the number, null for a printed NaN, undefined for anything else (also `inf`, hex and blanks). */
export function parseNumber(text: string): number | null | undefined {
  if (NUMBER.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : undefined;
  }
  return NOT_A_NUMBER.test(text) ? null : undefined;
}
