/** A run that is newer than the last build of a static site: the page for addresses that lead nowhere fills itself from the run's shard. */

import { openRun } from '#site/snapshot/encoding/run-table.ts';
import { unpackRuns } from '#site/snapshot/encoding/runs-table.ts';
import { alarmsOfMonthSchema, alarmsSchema } from '#site/snapshot/parse/alarms.ts';
import { campaignsSchema } from '#site/snapshot/parse/manifest.ts';
import { runSchema } from '#site/snapshot/parse/run.ts';
import { runsSchema } from '#site/snapshot/parse/runs.ts';
import { runSurroundings, type SurroundingsSource } from '#site/snapshot/run-surroundings.ts';
import type { Manifest } from '#site/snapshot/schema/manifest.ts';
import { runPath, type Runs } from '#site/snapshot/schema/runs.ts';
import { readTimelineData } from '../charts/timeline-data.ts';
import { href } from '../href.ts';
import { runPage } from '../run/page.ts';
import { fetchAsset, follow } from './feed.ts';
import type { Timeline } from './timeline/element.ts';

const ADDRESS = /^runs\/([^/]+)\/(\d+)\/?$/;

interface Asked {
  readonly slug: string;
  readonly number: number;
}

/** What the address names; null: no run. */
function askedRun(): Asked | null {
  const path = location.pathname.slice(href('').length);
  const [, slug, number] = ADDRESS.exec(path) ?? [];
  return slug === undefined ? null : { slug: decodeURIComponent(slug), number: Number(number) };
}

function sourceOf({ assets }: Manifest): SurroundingsSource {
  const campaigns = () => fetchAsset(assets.campaigns, campaignsSchema);
  const runs = new Map<string, Promise<Runs | null>>();
  const load = async (slug: string): Promise<Runs | null> => {
    const head = (await campaigns()).campaigns.find((one) => one.slug === slug);
    return head === undefined ? null : unpackRuns(await fetchAsset(head.runs, runsSchema));
  };
  return {
    campaigns,
    runs(slug) {
      const known = runs.get(slug) ?? load(slug);
      runs.set(slug, known);
      return known;
    },
    alarms: () => fetchAsset(assets.alarms, alarmsSchema),
    alarmsOfMonth: ({ asset }) => fetchAsset(asset, alarmsOfMonthSchema),
  };
}

/** Fills the page where the snapshot has the run; else it stays what it is. */
async function fill(manifest: Manifest, { slug, number }: Asked): Promise<HTMLElement | null> {
  const source = sourceOf(manifest);
  const columns = (await source.runs(slug))?.columns;
  const revision = columns?.revision[columns.number.indexOf(number)];
  const main = document.querySelector('main');
  if (revision === undefined || main === null) return null;
  const shard = { path: runPath(slug, number, revision) };
  const run = openRun(await fetchAsset(shard, runSchema));
  const around = await runSurroundings(source, slug, number);
  const query = new URLSearchParams(location.search);
  const { title, body } = runPage(run, { ...around, query });
  document.title = `${title} · FLASH`;
  main.className = 'page run';
  main.innerHTML = body;
  return main;
}

/** Gives the charts and the files what they have on a page that was built. */
async function enliven(main: HTMLElement): Promise<void> {
  const data = main.querySelector('[data-timeline-input]')?.textContent;
  // The script that loads this one has defined the element.
  const timeline = main.querySelector<Timeline>('flash-timeline');
  if (data != null) timeline?.show(readTimelineData(data), null);
  const sheet = main.querySelector('#files');
  if (sheet?.querySelector('.files-frame') == null) return;
  for (const tool of sheet.querySelectorAll<HTMLElement>('.actions > [hidden]'))
    tool.hidden = false;
  const list = await import('./files-list.ts');
  sheet.addEventListener('input', () => list.filter());
}

/** Draws the run that the address names, and calls `onDrawn` once it is there; what names none stays as it is. */
export function drawAddressed(onDrawn: () => void): void {
  const asked = askedRun();
  let isAsked = false;
  if (asked === null) return;
  follow(async ({ manifest }) => {
    if (manifest === null || isAsked) return;
    isAsked = true;
    const main = await fill(manifest, asked);
    if (main === null) return;
    onDrawn();
    await enliven(main);
  });
}
