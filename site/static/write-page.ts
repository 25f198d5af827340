/** One data page of the static site: rendered as on the hub, and written where a web server finds it. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FlashError } from '#telemetry/errors.ts';
import type { CompiledSite } from '../gateway/pages.ts';
import type { Snapshot } from '../snapshot/reader.ts';

export interface PageTarget {
  readonly directory: string;
  /** Where the site will be served; its path is the base of every link. */
  readonly url: string;
  readonly site: Pick<CompiledSite, 'render'>;
  readonly snapshot: Snapshot;
}

/**
 * Writes `<page>/index.html`, or the file itself where the address names one (`/log/feed.xml`).
 * @throws {FlashError} where there is neither a page nor an address that it moved to
 */
export async function writePage(target: PageTarget, page: string): Promise<void> {
  writeText(target.directory, page, await renderPage(target, page));
}

/**
 * Puts the text of a page where a web server finds it. The file calls do not wait for one another in a pool: whoever
 * builds a site does nothing else, and forty microseconds at once are less than four hundred in turn.
 */
export function writeText(directory: string, page: string, text: string): void {
  const file = join(directory, page.endsWith('/') ? `${page}index.html` : page);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/** Returns a page as Astro makes it. @throws {FlashError} where there is neither a page nor an address that it moved to */
export async function renderPage(target: PageTarget, page: string): Promise<string> {
  const response = await renderAt(target, page);
  // An old address: as a file it is a page that leads on by itself.
  if (response.ok || response.status === 308) return await response.text();
  throw new FlashError({
    operation: 'build the site',
    subject: page,
    reason: `the page answered ${response.status}`,
    hint: 'this is a fault of ours: please report it with the output of FLASH_DEBUG=1',
  });
}

/** Writes `404.html`, which most web servers show for an address that leads nowhere. */
export async function writeNotFound(target: PageTarget): Promise<void> {
  const response = await renderAt(target, '/404/');
  writeFileSync(join(target.directory, '404.html'), await response.bytes());
}

async function renderAt({ url, site, snapshot }: PageTarget, page: string): Promise<Response> {
  const address = new URL(page.slice(1), url.endsWith('/') ? url : `${url}/`);
  return await site.render(new Request(address), snapshot);
}
