/** The whole site as files: static parts as compiled, data pages rendered by the same function as on the hub. */

import { randomBytes } from 'node:crypto';
import { cp, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { FlashError } from '#telemetry/errors.ts';
import type { CompiledSite } from './gateway/pages.ts';
import { movedPages } from './snapshot/moved.ts';
import { openSnapshot, type Snapshot } from './snapshot/reader.ts';

export interface StaticSiteOptions {
  readonly out: string;
  readonly site: CompiledSite;
  /** `https://flash.example.org/quax/`; its path is the base of every link. */
  readonly url: string;
  /** Publishes the snapshot into the directory it is given. */
  readonly publish: (directory: string) => Promise<void>;
  readonly onProgress: (detail: string) => void;
}

/** Returns the addresses of every data page of a snapshot, without base. */
export async function dataPages(snapshot: Snapshot): Promise<readonly string[]> {
  const pages = ['/', '/runs/'];
  const { campaigns, moved } = await snapshot.campaigns();
  for (const { slug } of campaigns) {
    pages.push(`/runs/${slug}/`);
    const runs = await snapshot.runs(slug);
    for (const number of runs?.columns.number ?? []) pages.push(`/runs/${slug}/${number}/`);
  }
  const numbersOf = async (slug: string): Promise<readonly number[]> =>
    (await snapshot.runs(slug))?.columns.number ?? [];
  return [...pages, ...(await movedPages(moved, numbersOf))];
}

/** Builds the site beside its place and swaps it in by rename; a build that fails leaves the old one untouched. */
export async function buildStaticSite(
  options: StaticSiteOptions,
): Promise<{ readonly pages: number }> {
  const { out, site, url, onProgress } = options;
  await refuseForeign(out);
  const draft = join(dirname(out), `.${basename(out)}.${randomBytes(4).toString('hex')}`);
  try {
    await mkdir(draft, { recursive: true });
    await cp(site.clientDirectory, draft, { recursive: true });
    await options.publish(join(draft, 'data'));
    const snapshot = await openSnapshot(join(draft, 'data'));
    if (snapshot === null) throw new RangeError('the publisher wrote no manifest');
    const pages = await dataPages(snapshot);
    for (const [i, page] of pages.entries()) {
      onProgress(`page ${i + 1} of ${pages.length}`);
      await writePage(draft, page, url, site, snapshot);
    }
    await writeNotFound(draft, url, site, snapshot);
    await swap(draft, out);
    return { pages: pages.length };
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function writePage(
  draft: string,
  page: string,
  url: string,
  site: CompiledSite,
  snapshot: Snapshot,
): Promise<void> {
  const address = new URL(page.slice(1), url.endsWith('/') ? url : `${url}/`);
  const response = await site.render(new Request(address), snapshot);
  // An old address: as a file it is a page that leads on by itself.
  if (!response.ok && response.status !== 308) {
    throw new FlashError({
      operation: 'build the site',
      subject: page,
      reason: `the page answered ${response.status}`,
      hint: 'this is a fault of ours: please report it with the output of FLASH_DEBUG=1',
    });
  }
  const folder = join(draft, page);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'index.html'), await response.text());
}

/** `404.html`, which most web servers show for an address that leads nowhere. */
async function writeNotFound(
  draft: string,
  url: string,
  site: CompiledSite,
  snapshot: Snapshot,
): Promise<void> {
  const address = new URL('404/', url.endsWith('/') ? url : `${url}/`);
  const response = await site.render(new Request(address), snapshot);
  await writeFile(join(draft, '404.html'), await response.text());
}

/** Only an empty place or an earlier build of ours is replaced. */
async function refuseForeign(out: string): Promise<void> {
  const there = await stat(out).catch(() => null);
  if (there === null) return;
  const ours = await stat(join(out, 'data', 'snapshot.json')).catch(() => null);
  if (ours !== null) return;
  throw new FlashError({
    operation: 'build the site',
    subject: out,
    reason: 'it exists and is not a site built by this program',
    hint: 'name an empty place with --out',
  });
}

async function swap(draft: string, out: string): Promise<void> {
  const old = `${draft}.old`;
  const had = await rename(out, old).then(
    () => true,
    () => false,
  );
  await rename(draft, out);
  if (had) await rm(old, { recursive: true, force: true });
}
