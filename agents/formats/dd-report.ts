/** Parses what dd(1) reports on standard error of one small read: how long the read itself took; pure. */

const LINE = /^\d+ bytes? (?:\([^)]*\) )?copied, ([\d.]+(?:e[+-]?\d+)?) s(?:,|$)/m;

/** Returns the seconds of the read as dd measured them, or null where the text is something else. */
export function parseDdSeconds(text: string): number | null {
  const found = LINE.exec(text)?.[1];
  if (found === undefined) return null;
  const seconds = Number(found);
  return Number.isFinite(seconds) ? seconds : null;
}
