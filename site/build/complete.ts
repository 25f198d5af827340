/** What a compiled site gets when it can be served already: the index of its documentation, and smaller forms of its code. */

import { dropKeywords } from './drop-keywords.ts';
import { precompress } from './precompress.ts';
import { indexDocumentation } from './search-index.ts';

/** Does what is not done yet. @throws {FlashError} where the documentation cannot be indexed; the rest is done all the same */
export async function completeSite(clientDirectory: string): Promise<void> {
  try {
    await indexDocumentation(clientDirectory);
    await dropKeywords(clientDirectory);
  } finally {
    await precompress(clientDirectory);
  }
}
