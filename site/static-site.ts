/** The whole site as files: static parts as compiled, data pages rendered by the same function as on the hub. */

import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync } from 'node:fs';
import { cp, mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { dashboards } from '#dashboards/questions/index.ts';
import { FlashError } from '#telemetry/errors.ts';
import type { CompiledSite } from './gateway/pages.ts';
import { movedPages } from './snapshot/moved.ts';
import { openSnapshot, type Snapshot } from './snapshot/reader.ts';
import { stampOf, unchangedPages, writeStamp } from './static/unchanged-pages.ts';
import { logPages } from './static/log-pages.ts';
import { picturePages } from './static/picture-pages.ts';
import { writeNotFound } from './static/write-page.ts';
import { writePages } from './static/write-pages.ts';

export interface StaticSiteOptions {
  readonly out: string;
  readonly site: CompiledSite;
  /** `https://flash.example.org/quax/`; its path is the base of every link. */
  readonly url: string;
  /** Publishes the snapshot into the directory it is given. */
  readonly publish: (directory: string) => Promise<void>;
  readonly onProgress: (detail: string) => void;
}

const OVERVIEW = ['/storage/', '/jobs/', '/statistics/', '/shifts/'] as const;

/** Returns the addresses of every data page of a snapshot, without base. */
export async function dataPages(snapshot: Snapshot): Promise<readonly string[]> {
  const data = ['/', '/runs/', '/files/', '/log/', '/charts/', '/alarms/', '/dashboards/'];
  const pages = [...data, ...OVERVIEW, ...(await logPages(snapshot))];
  for (const { name, variables } of dashboards)
    // A run has its own page.
    if (!variables.includes('run')) pages.push(`/dashboards/${name}/`);
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

export interface BuiltSite {
  readonly pages: number;
  /** Pages that were made anew; the others are those of the build before. */
  readonly rendered: number;
}

/** Builds the site beside its place and swaps it in by rename; a build that fails leaves the old one untouched. */
export async function buildStaticSite(options: StaticSiteOptions): Promise<BuiltSite> {
  const { out, site } = options;
  await refuseForeign(out);
  const draft = join(dirname(out), `.${basename(out)}.${randomBytes(4).toString('hex')}`);
  try {
    await mkdir(draft, { recursive: true });
    await cp(site.clientDirectory, draft, { recursive: true });
    await options.publish(join(draft, 'data'));
    const built = await fillDraft(draft, options);
    await swap(draft, out);
    return built;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function fillDraft(
  draft: string,
  { out, site, url, onProgress }: StaticSiteOptions,
): Promise<BuiltSite> {
  const snapshot = await openSnapshot(join(draft, 'data'));
  if (snapshot === null) throw new RangeError('the publisher wrote no manifest');
  const pages = [...(await dataPages(snapshot)), ...picturePages(site.clientDirectory)];
  const { manifest } = snapshot;
  const stamp = stampOf(site, url, manifest);
  const same = await unchangedPages({ before: out, directory: draft, manifest, stamp, site });
  const wanted = pages.filter((page) => !same.has(page) || !linkPage(out, draft, page));
  const kept = pages.length - wanted.length;
  const target = { directory: draft, url, site, snapshot };
  await writePages(target, wanted, (count) => {
    onProgress(`page ${kept + count} of ${pages.length}`);
  });
  await writeNotFound(target);
  await writeStamp(draft, stamp);
  return { pages: pages.length, rendered: wanted.length };
}

/** Returns whether the page of the build before now stands in the draft too; where links cannot be made it is rendered. */
function linkPage(out: string, draft: string, page: string): boolean {
  try {
    mkdirSync(join(draft, page), { recursive: true });
    linkSync(join(out, page, 'index.html'), join(draft, page, 'index.html'));
    return true;
  } catch {
    return false;
  }
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
