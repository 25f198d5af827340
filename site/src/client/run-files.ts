/** All files of a run in the browser: filtered by name, a page at a time; the run's shard is fetched at the first touch, and goes on growing with an open run. */

import { unpackFiles, unpackRun } from '#site/snapshot/encoding/run-table.ts';
import { filesSchema, runSchema } from '#site/snapshot/parse/run.ts';
import type { Run } from '#site/snapshot/schema/run.ts';
import type { Tail } from '#site/snapshot/schema/tail.ts';
import { FILES_IN_PAGE, filesTable } from '../run/files.ts';
import { joinFiles, withTailFiles } from '../run/join-files.ts';
import { fetchAsset } from './feed.ts';
import { morph } from './morph.ts';

const place = document.querySelector<HTMLElement>('[data-files]');
const filter = document.querySelector<HTMLElement>('[data-files-filter]');
const pages = document.querySelector<HTMLElement>('[data-files-pages]');
const rest = document.querySelector<HTMLElement>('[data-files-rest]');
const input = filter?.querySelector('input') ?? null;
let running: Promise<Run> | null = null;
let tail: Tail | null = null;
let first = 0;
/** Whether the reader asked for the newest files: then the view follows them. */
let isNewest = false;

function load(): Promise<Run> {
  running ??= loadAll(place?.dataset['files'] ?? '').catch((cause: unknown) => {
    // What failed once may go well the next time it is asked for.
    running = null;
    throw cause;
  });
  return running;
}

async function loadAll(path: string): Promise<Run> {
  const run = unpackRun(await fetchAsset({ path }, runSchema));
  const parts = await Promise.all(
    run.fileParts.map(async (part) => unpackFiles(await fetchAsset({ path: part }, filesSchema))),
  );
  return { ...run, files: joinFiles([run.files, ...parts]) };
}

async function draw(): Promise<void> {
  try {
    drawFiles(withTailFiles(await load(), tail));
    say('');
  } catch {
    say(
      'The list of all files cannot be fetched now. What stands here is a part of it; try again.',
    );
  }
}

/** A sentence beside the filter, read out where somebody listens. */
function say(text: string): void {
  const known = filter?.querySelector('[role=status]');
  const line = known ?? document.createElement('p');
  if (known == null && text === '') return;
  line.setAttribute('role', 'status');
  line.textContent = text;
  if (known == null) filter?.append(line);
}

function drawFiles(run: Run): void {
  if (place === null) return;
  const text = input?.value ?? '';
  const wanted = text.toLowerCase();
  const count = run.files.name.filter((name) => name.toLowerCase().includes(wanted)).length;
  const last = Math.floor(Math.max(0, count - 1) / FILES_IN_PAGE) * FILES_IN_PAGE;
  first = isNewest ? last : Math.max(0, Math.min(first, last));
  morph(place, filesTable(run, { text, first }).text);
  if (pages !== null) pages.hidden = count <= FILES_IN_PAGE;
}

/** Takes the files of a page that was made anew: as they stand there, or, where the reader chose, by that choice. */
export function takeFiles(page: Document): void {
  const wanted = page.querySelector<HTMLElement>('[data-files]');
  if (place === null || wanted === null) return;
  place.dataset['files'] = wanted.dataset['files'] ?? '';
  const isChosen = running !== null;
  running = null;
  if (isChosen) void draw();
  else morph(place, wanted.innerHTML);
}

/** Takes the newest files, which come before the page that lists them. */
export function takeTail(next: Tail): void {
  tail = next;
  if (running !== null) void draw();
}

if (filter !== null) filter.hidden = false;
if (rest !== null) rest.hidden = true;
if (pages !== null) pages.hidden = place?.dataset['more'] === undefined;

input?.addEventListener('focus', () => void load().catch(() => undefined));
input?.addEventListener('input', () => {
  first = 0;
  isNewest = false;
  void draw();
});
for (const button of pages?.querySelectorAll('button') ?? []) {
  button.addEventListener('click', () => {
    isNewest = button.dataset['step'] === 'newest';
    if (!isNewest) first += Number(button.dataset['step']) * FILES_IN_PAGE;
    void draw();
  });
}
