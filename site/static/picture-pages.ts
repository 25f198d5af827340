/** Addresses of the pictures that texts show to readers without script: a static site holds them as files. */

import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Returns the pictures that compiled texts link, without base, each once. */
export function picturePages(clientDirectory: string): readonly string[] {
  const found = new Set<string>();
  for (const path of globSync('docs/**/*.html', { cwd: clientDirectory })) {
    const text = readFileSync(join(clientDirectory, path), 'utf8');
    for (const [, page = ''] of text.matchAll(/src="[^"]*(\/charts\/pictures\/[\w-]+\.svg)"/g))
      found.add(page);
  }
  return [...found].sort();
}
