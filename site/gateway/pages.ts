/** Renders data pages with the compiled site and keeps each as long as what it shows has not changed. */

import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { destinationOf, runsMergedInto } from '../snapshot/moved.ts';
import { openSnapshot, readManifest, type Snapshot } from '../snapshot/reader.ts';
import { surroundingsKey } from '../snapshot/run-surroundings.ts';
import type { Silence } from '../src/snapshot/access.ts';
import { acceptsGzip } from './files.ts';

const gzipAsync = promisify(gzip);
/** Pages kept; the oldest goes first. */
const KEPT = 500;

/** The compiled site: its static files, and a function that renders a data page from a snapshot. */
export interface CompiledSite {
  readonly clientDirectory: string;
  /** Where it was compiled to, from where another thread can load it. */
  readonly directory?: string;
  render(request: Request, snapshot: Snapshot | null, silence?: Silence | null): Promise<Response>;
}

/** Pages of what `overview` leads to. */
const OVERVIEW: ReadonlySet<string> = new Set(['storage', 'jobs', 'statistics', 'shifts']);

interface KeptPage {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
  readonly compressed: Buffer;
}

/** Returns that nothing newer was published for too long, as a reader finds it at `at`; null: the newest is new enough. */
export function silenceOf(snapshot: Snapshot | null, at: number): Silence | null {
  if (snapshot === null) return null;
  const { generated_at: since, stale_after_s: staleAfter } = snapshot.manifest;
  return at - since > staleAfter * 1_000 ? { since, at } : null;
}

/** Returns what a page is made of, as text: it changes when the page has to be rendered again. */
export async function pageKey(
  url: URL,
  snapshot: Snapshot | null,
  base = '/',
  silence: Silence | null = null,
): Promise<string> {
  if (snapshot === null) return `${url.pathname}${url.search} empty`;
  const { assets, demo_note: note } = snapshot.manifest;
  const [section, slug, number] = url.pathname.slice(base.length).split('/');
  const shows = async (): Promise<string> => {
    // Times like `12h` count from the last publication.
    if (section === 'log') return `${assets.log.path} ${url.search === '' ? '' : assets.now.path}`;
    if (section !== undefined && OVERVIEW.has(section))
      return `${assets.overview.path} ${assets.now.path}`;
    if (section === 'files')
      return `${assets.campaigns.path} ${url.search === '' ? '' : assets.now.path}`;
    if (section === 'alarms') return `${assets.alarms.path} ${assets.now.path}`;
    if (section !== 'runs') return assets.now.path;
    if (slug === undefined || slug === '') return assets.campaigns.path;
    const { campaigns, moved } = await snapshot.campaigns();
    const of = number === undefined || number === '' ? null : Number(number);
    const runs = await snapshot.runs(slug);
    const index = of === null ? 0 : (runs?.columns.number.indexOf(of) ?? -1);
    if (runs === null || index < 0) {
      return `not here, but ${JSON.stringify(destinationOf(moved, slug, of))}`;
    }
    if (of !== null) {
      const merged = runsMergedInto(moved, slug, of).map((run) => run.number);
      const around = await surroundingsKey(snapshot, slug, of);
      return `revision ${runs.columns.revision[index]} of ${runs.name}, with ${merged.join()}, amid ${around}`;
    }
    const head = campaigns.find((campaign) => campaign.slug === slug);
    return head?.runs.path ?? 'unknown campaign';
  };
  // What is old says so on every page, and goes on to age.
  const age = silence === null ? '' : ` silent, seen in minute ${Math.floor(silence.at / 60_000)}`;
  return `${url.pathname}${url.search} ${await shows()} ${note ?? ''}${age}`;
}

/** Returns a handler that renders pages from the newest snapshot of a directory. */
export function createPages(options: {
  readonly snapshotDirectory: string;
  readonly site: CompiledSite;
  readonly base: string;
}): (request: Request) => Promise<Response> {
  const kept = new Map<string, KeptPage>();
  let current: { readonly id: string; readonly snapshot: Snapshot } | null = null;

  const newest = async (): Promise<Snapshot | null> => {
    const manifest = await readManifest(options.snapshotDirectory);
    if (manifest?.id === current?.id) return current?.snapshot ?? null;
    const snapshot = await openSnapshot(options.snapshotDirectory);
    current = snapshot === null ? null : { id: snapshot.manifest.id, snapshot };
    return snapshot;
  };

  return async (request) => {
    const snapshot = await newest();
    const silence = silenceOf(snapshot, Date.now());
    const key = await pageKey(new URL(request.url), snapshot, options.base, silence);
    const page = kept.get(key) ?? (await renderPage(options.site, request, snapshot, silence));
    if (page.status < 500 && !kept.has(key)) {
      if (kept.size >= KEPT) kept.delete(kept.keys().next().value ?? '');
      kept.set(key, page);
    }
    const headers = new Headers(
      page.headers.map(([name, value]): [string, string] => [name, value]),
    );
    headers.set('cache-control', 'no-cache');
    headers.set('vary', 'accept-encoding');
    const isCompressed = acceptsGzip(request);
    if (isCompressed) headers.set('content-encoding', 'gzip');
    const body = isCompressed ? page.compressed : page.body;
    headers.set('content-length', String(body.length));
    return new Response(request.method === 'HEAD' ? null : new Uint8Array(body), {
      status: page.status,
      headers,
    });
  };
}

async function renderPage(
  site: CompiledSite,
  request: Request,
  snapshot: Snapshot | null,
  silence: Silence | null,
): Promise<KeptPage> {
  const response = await site.render(
    new Request(request.url, { headers: request.headers }),
    snapshot,
    silence,
  );
  const body = Buffer.from(await response.arrayBuffer());
  return {
    status: response.status,
    headers: [...response.headers],
    body,
    compressed: await gzipAsync(body, { level: 6 }),
  };
}
