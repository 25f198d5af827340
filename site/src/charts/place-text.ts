/** Places of a drawing as text: a page has thousands of them, of which most were written before, and writing a fraction takes ten times as long as finding it. */

/** As far as a box of 1000 reaches. */
const MOST = 1000;

const TENTHS: string[] = [];
const HALVES: string[] = [];

/** Returns a place rounded to a tenth. */
export function tenthText(place: number): string {
  return written(TENTHS, Math.round(place * 10), 10);
}

/** Returns a place that is a whole number of halves. */
export function halfText(place: number): string {
  return place < 0 ? `-${written(HALVES, -place * 2, 2)}` : written(HALVES, place * 2, 2);
}

function written(known: string[], count: number, per: number): string {
  if (!(count >= 0 && count <= MOST * per)) return String(count / per);
  return (known[count] ??= String(count / per));
}
