/** Words by which a page is found stand hidden in it until they are in the index: no reader has to fetch them. */

import { glob, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const KEYWORDS = /<p hidden[^>]*data-pagefind-meta="keywords"[^>]*>[^<]*<\/p>/g;

/** Takes them out of the handbook's pages, which must have been indexed; each page is whole at any time. */
export async function dropKeywords(clientDirectory: string): Promise<void> {
  for await (const name of glob('docs/**/*.html', { cwd: clientDirectory })) {
    const path = join(clientDirectory, name);
    const page = await readFile(path, 'utf8');
    const kept = page.replace(KEYWORDS, '');
    if (kept === page) continue;
    const draft = `${path}.${process.pid}.tmp`;
    await writeFile(draft, kept);
    await rename(draft, path);
  }
}
