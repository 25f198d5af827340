/** All files of a run in the browser: those in sight are drawn, a part of the list is fetched when it is scrolled to, all parts when a name is looked for. */

import { unpackFiles, unpackRun } from '#site/snapshot/encoding/run-table.ts';
import { filesSchema, runSchema } from '#site/snapshot/parse/run.ts';
import type { FileColumns, Run } from '#site/snapshot/schema/run.ts';
import type { Tail } from '#site/snapshot/schema/tail.ts';
import { filesFrame, filesHint, rowsHtml, type FileList, type FilesOf } from '../run/files.ts';
import { createPartedFiles, type PartedFiles } from '../run/parted-files.ts';
import { copyText } from './copy-text.ts';
import { fetchAsset } from './feed.ts';
import { moveByKeys, passedByTab } from './file-keys.ts';
import { morph } from './morph.ts';
import { onScroll } from './on-scroll.ts';
import { VirtualRows } from './virtual-rows.ts';

const place = there(document.querySelector<HTMLElement>('[data-files]'));
const sheet = there(place.closest('section'));
const hint = sheet.querySelector('[data-files-hint]');
const input = sheet.querySelector('input');
const MOST_PATHS = 100_000;

let tail: Tail | null = null;
let rows: VirtualRows | null = null;
let shown: { readonly parted: PartedFiles; readonly of: FilesOf; list: FileList } | null = null;
/** Only the newest wish counts. */
let wish = 0;

function there<T>(element: T | null): T {
  if (element === null) throw new Error('a list of files without its place');
  return element;
}

/** What was fetched stays for as long as the page: a part of the same name holds the same. */
const fetched = new Map<string, Promise<FileColumns>>();

function fetchPart(path: string): Promise<FileColumns> {
  const asked = fetched.get(path) ?? fetchAsset({ path }, filesSchema).then(unpackFiles);
  fetched.set(path, asked);
  asked.catch(() => fetched.delete(path));
  return asked;
}

async function load(): Promise<void> {
  const mine = (wish += 1);
  const run: Run = unpackRun(await fetchAsset({ path: place.dataset['files'] ?? '' }, runSchema));
  const parted = createPartedFiles(run, fetchPart, () => drawLoaded(parted));
  parted.takeTail(tail);
  if (mine !== wish) return;
  const known = shown;
  shown = { parted, of: { ...run, canCopy: true }, list: known?.list ?? parted.list() };
  await choose();
}

/** A part came: what stood as "loading" is drawn. */
function drawLoaded(parted: PartedFiles): void {
  if (shown?.parted !== parted || (input?.value ?? '') !== '') return;
  shown.list = parted.list();
  rows?.draw();
}

/** Draws what the filter says; a name is looked for in every part. */
async function choose(): Promise<void> {
  if (shown === null) return;
  const { parted } = shown;
  const text = input?.value ?? '';
  const mine = (wish += 1);
  if (text !== '') {
    await parted.loadAll((part, of) => {
      if (mine === wish && of > 1) say(`looking through part ${part} of ${of} …`);
    });
    if (mine !== wish) return;
  }
  shown.list = parted.list(text);
  say(filesHint(shown.list.count, parted.count(), text));
  draw();
}

function draw(): void {
  if (shown === null) return;
  const { list, of } = shown;
  if (list.count === 0) {
    morph(place, '<p class="empty">No file of this run has that in its name.</p>');
    rows?.stop();
    rows = null;
    return;
  }
  if (rows === null) {
    const top = place.querySelector('.files-frame')?.scrollTop ?? 0;
    // The same frame stays: whoever scrolls it goes on scrolling.
    morph(place, filesFrame(list, of, { first: 0, count: 40 }).text);
    const frame = place.querySelector<HTMLElement>('.files-frame');
    if (frame === null) return;
    keepWidths(frame);
    rows = new VirtualRows(frame, sourceOf);
    frame.scrollTop = top;
  }
  place.querySelector('table')?.setAttribute('aria-rowcount', String(list.count + 1));
  rows.draw();
}

const sourceOf = () => ({
  count: shown?.list.count ?? 0,
  rows: (first: number, count: number): string =>
    shown === null ? '' : passedByTab(rowsHtml(shown.list, shown.of, { first, count })),
});

/** Columns do not jump while other rows come into sight. */
function keepWidths(frame: HTMLElement): void {
  const heads = [...frame.querySelectorAll<HTMLElement>('thead th')];
  const widths = heads.map((head) => head.offsetWidth);
  heads.forEach((head, i) => (head.style.minInlineSize = `${widths[i] ?? 0}px`));
}

function say(text: string): void {
  if (hint !== null) hint.textContent = text;
}

/** Where the list cannot be read the page says so and stays as it was; the next touch tries again. */
function attempt(work: () => Promise<void>): void {
  work().catch(() =>
    say(
      'The list of all files cannot be fetched now. What stands here is a part of it; try again.',
    ),
  );
}

/** Takes up what the reader typed. */
export function filter(): void {
  attempt(async () => {
    if (shown === null) await load();
    else await choose();
    place.querySelector('.files-frame')?.scrollTo({ top: 0 });
    rows?.draw();
  });
}

/** The run has another revision. */
export function renew(): void {
  attempt(load);
}

export function takeTail(next: Tail): void {
  tail = next;
  if (shown === null) return;
  const before = shown.parted.count();
  shown.parted.takeTail(next);
  if (shown.parted.count() !== before) attempt(choose);
}

async function copyPaths(button: HTMLElement): Promise<void> {
  if (shown === null) await load();
  if (shown === null) return;
  const { parted, of } = shown;
  await parted.loadAll(() => undefined);
  shown.list = parted.list(input?.value ?? '');
  const { list } = shown;
  const paths: string[] = [];
  for (let i = 0; i < Math.min(list.count, MOST_PATHS); i += 1) {
    const file = list.at(i);
    if (file !== null) paths.push(`${of.path.replace(/\/$/, '')}/${file.files.name[file.i] ?? ''}`);
  }
  await copyText(button, `${paths.join('\n')}\n`);
  if (list.count > MOST_PATHS) say(`The first ${MOST_PATHS} paths were copied.`);
}

sheet.addEventListener('click', ({ target }) => {
  if (!(target instanceof HTMLElement)) return;
  if (target.dataset['copy'] !== undefined) void copyText(target, target.dataset['copy']);
  if (target.dataset['filesPaths'] !== undefined) attempt(() => copyPaths(target));
  if (target.dataset['filesNewest'] !== undefined)
    attempt(async () => {
      if (shown === null) await load();
      rows?.scrollTo(shown?.list.count ?? 0);
      askForSeen();
    });
});

/** Fetches the parts of the rows that are in sight. */
function askForSeen(): void {
  if (rows === null || shown === null || (input?.value ?? '') !== '') return;
  const { first, count } = rows.shown;
  attempt(() => shown?.parted.loadRows(first, count) ?? Promise.resolve());
}

moveByKeys(place, () => rows);
onScroll(place, () => {
  rows?.follow();
  askForSeen();
});

attempt(load);
