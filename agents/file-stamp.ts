/** What tells a file that was written from one that was not, without reading it. */

import type { Stats } from 'node:fs';

/** Returns it; of a file that is not there, an empty text. */
export function stampOf(stat: Stats | undefined): string {
  if (stat === undefined) return '';
  return [stat.mtimeMs, stat.ctimeMs, stat.size, stat.ino].join(' ');
}
