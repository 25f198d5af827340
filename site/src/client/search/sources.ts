/** What is searched, as the browser has it: Pagefind's index, and the snapshot that the page follows. */

import { unpackHeads } from '#site/snapshot/encoding/log-table.ts';
import { unpackRuns } from '#site/snapshot/encoding/runs-table.ts';
import { logBodiesSchema, logHeadsSchema, logIndexSchema } from '#site/snapshot/parse/log.ts';
import { campaignsSchema } from '#site/snapshot/parse/manifest.ts';
import { declaredSchema, nowSchema } from '#site/snapshot/parse/now.ts';
import { runsSchema } from '#site/snapshot/parse/runs.ts';
import type { Manifest } from '#site/snapshot/schema/manifest.ts';
import type { Declared } from '#site/snapshot/schema/now.ts';
import { href } from '../../href.ts';
import type { LogSource } from '../../log/search.ts';
import type { Pagefind } from '../../search/documentation.ts';
import type { RunsSource } from '../../search/find-runs.ts';
import { fetchKept } from '../feed.ts';

/** Assets kept: months of the log and campaigns, ten years of them. */
const read = fetchKept(300);

export function logSource({ assets }: Manifest): LogSource {
  return {
    log: () => read(assets.log, logIndexSchema),
    logHeads: async ({ heads }) => unpackHeads(await read(heads, logHeadsSchema)),
    logBodies: ({ bodies }) => read(bodies, logBodiesSchema),
  };
}

export function runsSource({ assets }: Manifest): RunsSource {
  return {
    campaigns: () => read(assets.campaigns, campaignsSchema),
    runsOf: async ({ runs }) => unpackRuns(await read(runs, runsSchema)),
  };
}

export async function declaredChannels({ assets }: Manifest): Promise<Declared> {
  const { declared } = await read(assets.now, nowSchema);
  return await read(declared, declaredSchema);
}

interface PagefindModule {
  options(options: { readonly baseUrl: string }): Promise<void>;
  init(): Promise<void>;
}

let pagefind: Promise<Pagefind> | null = null;

/** Loads Pagefind's module and index; where they are not there (yet), the next call tries again. */
export function loadPagefind(): Promise<Pagefind> {
  pagefind ??= load();
  pagefind.catch(() => (pagefind = null));
  return pagefind;
}

async function load(): Promise<Pagefind> {
  const address = href('search/pagefind.js');
  // Asked for first: a module that could not be had once is not asked for again.
  const known = await fetch(href('search/pagefind-entry.json'), { cache: 'no-cache' });
  if (!known.ok) throw new Error('the index is not there yet');
  const found = (await import(/* @vite-ignore */ address)) as PagefindModule & Pagefind;
  await found.options({ baseUrl: href('') });
  await found.init();
  return found;
}
