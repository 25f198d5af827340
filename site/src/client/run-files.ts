/** All files of a run in the browser: filtered by name, a page at a time; the run's shard is fetched at the first touch. */

import type { Run } from '#site/snapshot/schema/run.ts';
import { FILES_IN_PAGE, filesTable } from '../run/files.ts';
import { fetchAsset } from './feed.ts';
import { morph } from './morph.ts';

const place = document.querySelector<HTMLElement>('[data-files]');
const filter = document.querySelector<HTMLElement>('[data-files-filter]');
const pages = document.querySelector<HTMLElement>('[data-files-pages]');
const rest = document.querySelector<HTMLElement>('[data-files-rest]');
const input = filter?.querySelector('input') ?? null;
let running: Promise<Run> | null = null;
let first = 0;

function load(): Promise<Run> {
  running ??= fetchAsset<Run>({ path: place?.dataset['files'] ?? '' });
  return running;
}

async function draw(): Promise<void> {
  const run = await load();
  if (place === null) return;
  const text = input?.value ?? '';
  const wanted = text.toLowerCase();
  const count = run.files.name.filter((name) => name.toLowerCase().includes(wanted)).length;
  const last = Math.floor(Math.max(0, count - 1) / FILES_IN_PAGE) * FILES_IN_PAGE;
  first = Math.max(0, Math.min(first, last));
  morph(place, filesTable(run, { text, first }).text);
  if (pages !== null) pages.hidden = count <= FILES_IN_PAGE;
}

if (filter !== null) filter.hidden = false;
if (rest !== null) rest.hidden = true;
if (pages !== null) pages.hidden = place?.dataset['more'] === undefined;

input?.addEventListener('focus', () => void load());
input?.addEventListener('input', () => {
  first = 0;
  void draw();
});
for (const button of pages?.querySelectorAll('button') ?? []) {
  button.addEventListener('click', () => {
    first += Number(button.dataset['step']) * FILES_IN_PAGE;
    void draw();
  });
}
