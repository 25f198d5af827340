/** Names of tests that hold a promise of the run logbook; the promises stand in the handbook, in `content/developers/promises.mdx`. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PAGE = join(import.meta.dirname, '..', '..', 'content', 'developers', 'promises.mdx');
const PROMISE = /^- \*\*(?<number>\d+\.\d+)\*\* (?<says>.+)$/gm;

/** Every promise by its number, in the handbook's order. */
export const PROMISES: ReadonlyMap<string, string> = new Map(
  Array.from(readFileSync(PAGE, 'utf8').matchAll(PROMISE), ({ groups = {} }) => [
    groups['number'] ?? '',
    groups['says'] ?? '',
  ]),
);

/**
 * The name of the test that holds a promise: its number and its sentence, and what is special about this test where there are
 * several.
 *
 * @throws {RangeError} where the handbook has no promise of that number.
 */
export function promised(number: string, how?: string): string {
  const says = PROMISES.get(number);
  if (says === undefined)
    throw new RangeError(
      `no promise ${number} in content/developers/promises.mdx: write its sentence there first`,
    );
  return `${number} ${says}${how === undefined ? '' : ` (${how})`}`;
}
