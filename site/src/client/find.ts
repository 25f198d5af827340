/** Finds files in the browser: results stream in, the address is the only state, and the search can be stopped. */

import type { Manifest } from '#site/snapshot/schema/manifest.ts';
import { findFiles } from '../files/find.ts';
import { isAsking, readFilesQuery, writeFilesQuery, type FilesQuery } from '../files/query.ts';
import type { FoundFile } from '../files/source.ts';
import { filesText } from '../files/take-out.ts';
import { foundRows, foundTable, progressText, unknownNote, type Progress } from '../files/view.ts';
import { copyText } from './copy-text.ts';
import { follow } from './feed.ts';
import { moveByKeys, passedByTab } from './file-keys.ts';
import { networkSource } from './find-source.ts';
import { morph } from './morph.ts';
import { onScroll } from './on-scroll.ts';
import { saveFile } from './save-file.ts';
import { VirtualRows } from './virtual-rows.ts';

/** Files that a browser holds at ease; more are for the Parquet files themselves. */
const MOST_FILES = 200_000;
const DRAW_EVERY_MS = 150;

const form = there(document.querySelector<HTMLFormElement>('[data-find]'));
const place = there(document.querySelector<HTMLElement>('[data-find-place]'));
const hint = there(document.querySelector('[data-find-hint]'));
const note = there(document.querySelector('[data-find-note]'));
const stop = there(form.querySelector<HTMLButtonElement>('[data-find-stop]'));
const take = there(form.querySelector<HTMLElement>('[data-find-take]'));

let files: FoundFile[] = [];
let rows: VirtualRows | null = null;
let running: AbortController | null = null;

function there<T>(element: T | null): T {
  if (element === null) throw new Error('a page of files without its parts');
  return element;
}

const manifest = new Promise<Manifest>((resolve) => {
  follow((state) => {
    if (state.manifest !== null) resolve(state.manifest);
  });
});

const queryOf = (search: string): FilesQuery =>
  readFilesQuery(new URLSearchParams(search), Number(form.dataset['at']));

/** Searches for what the address asks; a newer wish ends an older one. */
async function search(): Promise<void> {
  const isFirst = running === null;
  running?.abort();
  const query = queryOf(location.search);
  morph(note, unknownNote(query)?.text ?? '');
  files = [];
  rows?.stop();
  rows = null;
  take.hidden = true;
  if (!isAsking(query)) {
    morph(place, '');
    hint.textContent = 'Say at least one thing of the files that you look for.';
    return;
  }
  const own = new AbortController();
  running = own;
  stop.hidden = false;
  form.setAttribute('aria-busy', 'true');
  // What the hub has found already stands there until there is more.
  if (!isFirst || place.childElementCount === 0) hint.textContent = 'Searching…';
  const ended = await run(query, own);
  if (running !== own) return;
  stop.hidden = true;
  form.removeAttribute('aria-busy');
  draw(true);
  take.hidden = files.length === 0;
  hint.textContent = ended;
}

/** Returns the sentence that it ended with. */
async function run(query: FilesQuery, { signal }: AbortController): Promise<string> {
  const source = networkSource(await manifest, signal);
  let progress: Progress = {
    found: 0,
    searched: 0,
    total: 0,
    leftOut: 0,
    lagging: 0,
    withoutSha256: 0,
    bytes: 0,
    ended: null,
  };
  let drawnAt = 0;
  try {
    for await (const { files: found, ...step } of findFiles(source, query)) {
      if (signal.aborted) break;
      for (const file of found) files.push(file);
      progress = { ...step, found: files.length, bytes: source.read(), ended: null };
      if (performance.now() - drawnAt > DRAW_EVERY_MS) {
        drawnAt = performance.now();
        hint.textContent = progressText(progress);
        draw(false);
      }
      if (files.length >= MOST_FILES)
        return progressText({
          ...progress,
          ended: 'Stopped here: ask for less, or take the Parquet files',
        });
    }
  } catch (cause) {
    if (!signal.aborted) {
      const why = cause instanceof Error ? cause.message : 'no answer';
      return progressText({
        ...progress,
        ended: `The search ended early, since something could not be read (${why}); try again`,
      });
    }
  }
  return progressText({ ...progress, ended: signal.aborted ? 'Stopped' : null });
}

function draw(isEnd: boolean): void {
  if (files.length === 0) {
    if (isEnd) morph(place, foundTable(files, true).text);
    return;
  }
  if (rows === null) {
    place.innerHTML = foundTable(files, true).text;
    const frame = place.querySelector<HTMLElement>('.files-frame');
    if (frame === null) return;
    rows = new VirtualRows(frame, () => ({
      count: files.length,
      rows: (first, count) => passedByTab(foundRows(files, { first, count }, true)),
    }));
  }
  place.querySelector('table')?.setAttribute('aria-rowcount', String(files.length + 1));
  rows.draw();
}

function go(): void {
  const said = new URLSearchParams();
  for (const [key, value] of new FormData(form))
    if (typeof value === 'string' && value.trim() !== '') said.set(key, value.trim());
  // What the form says wrongly stays in the address, where it is named.
  history.pushState(
    null,
    '',
    `${location.pathname}${said.size === 0 ? '' : `?${said.toString()}`}`,
  );
  void search();
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  go();
});
stop.addEventListener('click', () => running?.abort());
take.addEventListener('click', ({ target }) => {
  if (!(target instanceof HTMLElement)) return;
  const how = target.dataset['take'] === 'json' ? 'json' : 'csv';
  saveFile(`files.${how}`, new Blob([filesText(files, how)]));
});
place.addEventListener('click', ({ target }) => {
  if (target instanceof HTMLElement && target.dataset['copy'] !== undefined)
    void copyText(target, target.dataset['copy']);
});
onScroll(place, () => rows?.follow());
moveByKeys(place, () => rows);
addEventListener('popstate', () => {
  const query = queryOf(location.search);
  const said = new URLSearchParams(writeFilesQuery(query));
  for (const field of form.querySelectorAll<HTMLInputElement | HTMLSelectElement>('[name]'))
    field.value = said.get(field.name) ?? '';
  void search();
});

// A page that was built knows nothing of what its address asks, and the hub's answer ends early.
if (isAsking(queryOf(location.search)) || queryOf(location.search).unknown.length > 0)
  void search();
