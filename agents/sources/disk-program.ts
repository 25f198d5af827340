/** How the child that reads a disk is started from a clone; the one-file agent puts its own way in this place. */

import { fileURLToPath } from 'node:url';

/** Returns the program and the words before those of the child's own. */
export function diskProgram(): readonly [program: string, ...words: string[]] {
  return [fileURLToPath(new URL('./disk-child.ts', import.meta.url))];
}
