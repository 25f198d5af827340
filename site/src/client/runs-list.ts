/** Filters, sorts and draws the table of runs on the whole campaign; the address is the only state. */

import type { Runs } from '#site/snapshot/schema/runs.ts';
import { unpackRuns } from '#site/snapshot/encoding/runs-table.ts';
import { runsSchema } from '#site/snapshot/parse/runs.ts';
import { runsControls } from '../runs/controls.ts';
import { readQuery, shownColumns, writeQuery, type RunsQuery } from '../runs/query.ts';
import type { CellContext } from '../runs/column.ts';
import { runsTable, type RowWindow } from '../runs/table.ts';
import { fetchAsset } from './feed.ts';
import { morph } from './morph.ts';
import { onScroll } from './on-scroll.ts';
import { keepPlace, placeOf } from './kept-place.ts';
import { moveAmongRows } from './row-keys.ts';

/** Rows drawn above and below those in sight, so that a flick of the wheel does not show white. */
const MARGIN = 12;
const FALLBACK_ROW_PX = 36;

const place = there(document.querySelector<HTMLElement>('[data-runs]'));
const form = there(document.querySelector<HTMLFormElement>('[data-runs-form]'));
const indexes = new Map<string, Promise<Runs>>();
let first = 0;

function there<T>(element: T | null): T {
  if (element === null) throw new Error('a page of runs without its table or its form');
  return element;
}

/** The campaign's index: fetched once for each state of it; what failed once may go well the next time. */
function load(): Promise<Runs> {
  const path = place.dataset['runs'] ?? '';
  const known = indexes.get(path) ?? fetchAsset({ path }, runsSchema).then(unpackRuns);
  indexes.set(path, known);
  known.catch(() => indexes.delete(path));
  return known;
}

/** Does what a reader asked; where the runs cannot be read, the page says so and stays as it was. */
function attempt(work: () => Promise<void>): void {
  work().catch(() => {
    const line = place.querySelector('.hint');
    if (line !== null)
      line.textContent = 'The runs could not be read just now: the table is as it was before.';
  });
}

const contextOf = (runs: Runs): CellContext => ({
  slug: runs.slug,
  at: Number(place.dataset['at']),
});

/** The query of the address; the usual columns are no choice. */
function queryOf(runs: Runs, search: string): RunsQuery {
  const query = readQuery(new URLSearchParams(search), Number(place.dataset['at']));
  const keys = (one: RunsQuery): string =>
    shownColumns(runs, one)
      .map(({ key }) => key)
      .join();
  const isUsual = keys(query) === keys({ ...query, columns: null });
  return isUsual ? { ...query, columns: null } : query;
}

const frame = (): HTMLElement | null => place.querySelector('.runs-frame');

function rowHeight(): number {
  const rows = place.querySelectorAll<HTMLElement>('tbody tr:not(.space)');
  const [one, last] = [rows[0], rows[rows.length - 1]];
  if (one === undefined || last === undefined) return FALLBACK_ROW_PX;
  const height = last.getBoundingClientRect().bottom - one.getBoundingClientRect().top;
  return height / rows.length || FALLBACK_ROW_PX;
}

function windowOf(): RowWindow {
  const inSight = Math.ceil((frame()?.clientHeight || innerHeight) / rowHeight());
  return { first, count: inSight + 2 * MARGIN, rowHeight: rowHeight() };
}

let choosing: Promise<void> | null = null;

/** Draws the rows for the address as it is now, and the choices with their counts in the frame after. */
export async function drawRuns(): Promise<void> {
  const runs = await load();
  drawRows(runs, queryOf(runs, location.search), contextOf(runs));
  await drawChoices();
}

/** Keys that come in the meantime share one drawing, of the last of them. */
function drawChoices(): Promise<void> {
  choosing ??= chooseAfterFrame().finally(() => (choosing = null));
  return choosing;
}

async function chooseAfterFrame(): Promise<void> {
  await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
  const runs = await load();
  morph(form, runsControls(runs, queryOf(runs, location.search), contextOf(runs)).text);
}

function drawRows(runs: Runs, query: RunsQuery, context: CellContext): void {
  morph(place, runsTable(runs, query, context, windowOf()).text);
}

/** As many rows as there are, in sight or not. */
function rowCount(): number {
  return Number(place.querySelector('table')?.getAttribute('aria-rowcount') ?? 1) - 1;
}

/** Draws the rows that scrolling brought into sight. */
async function follow(): Promise<void> {
  const top = frame()?.scrollTop ?? 0;
  const wanted = Math.max(0, Math.floor(top / rowHeight()) - MARGIN);
  if (Math.abs(wanted - first) < MARGIN / 2) return;
  first = wanted;
  await drawAtPlace();
}

async function go(search: string, how: 'push' | 'replace'): Promise<void> {
  const target = `${location.pathname}${search === '?' ? '' : search}`;
  if (how === 'push') history.pushState(null, '', target);
  else history.replaceState(history.state, '', target);
  first = 0;
  frame()?.scrollTo({ top: 0 });
  await drawRuns();
}

/** What the form says, as the shortest address that says it. */
async function search(): Promise<string> {
  const said = new URLSearchParams();
  for (const [key, value] of new FormData(form))
    if (typeof value === 'string' && value !== '') said.append(key, value);
  const runs = await load();
  return writeQuery(queryOf(runs, said.toString())) || '?';
}

form.addEventListener('input', ({ target }) => {
  // A word that is being typed is one step of the way back, not one for each letter.
  const isTyped = target instanceof HTMLInputElement && target.type !== 'checkbox';
  const how = isTyped && location.search !== '' ? 'replace' : 'push';
  attempt(async () => {
    // What the form keeps for itself, such as the order, is that of the address only when it is drawn.
    await choosing;
    await go(await search(), how);
  });
});
place.addEventListener('change', ({ target }) => {
  if (target instanceof HTMLSelectElement) attempt(async () => go(await search(), 'push'));
});

document.addEventListener('click', (event) => {
  if (!(event.target instanceof Element) || event.metaKey || event.ctrlKey || event.shiftKey)
    return;
  const link = event.target.closest<HTMLAnchorElement>('a.go');
  const taken = event.target.closest<HTMLButtonElement>('[data-take]');
  if (taken !== null) attempt(() => take(taken));
  if (link === null) return;
  event.preventDefault();
  attempt(() => go(new URL(link.href).search || '?', 'push').then(resetFields));
});

/** Fields that a reader has touched keep what was typed until they are told. */
function resetFields(): void {
  for (const field of form.elements) {
    if (field instanceof HTMLSelectElement) continue;
    if (!(field instanceof HTMLInputElement)) continue;
    field.checked = field.defaultChecked;
    if (field.type !== 'checkbox') field.value = field.defaultValue;
  }
}

async function take(button: HTMLButtonElement): Promise<void> {
  const runs = await load();
  const query = queryOf(runs, location.search);
  const context = contextOf(runs);
  const { take: takeAs } = await import('./take-runs.ts');
  await takeAs(button, { runs, query, context });
}

addEventListener('popstate', () => {
  attempt(async () => {
    await drawRuns();
    resetFields();
    await restore();
  });
});

/** Returns to where the reader was: by row, since pixels differ from screen to screen. */
async function restore(): Promise<void> {
  const row = placeOf(history.state);
  first = Math.max(0, row - MARGIN);
  await drawAtPlace();
  frame()?.scrollTo({ top: row * rowHeight() });
}

/** Draws the rows that are in sight now; the choices above do not change with them. */
async function drawAtPlace(): Promise<void> {
  const runs = await load();
  drawRows(runs, queryOf(runs, location.search), contextOf(runs));
}

onScroll(place, () => {
  keepPlace(Math.floor((frame()?.scrollTop ?? 0) / rowHeight()));
  attempt(follow);
});

place.addEventListener('keydown', (event) => {
  const row = moveAmongRows(event);
  if (row === null) return;
  const inFrame = frame();
  if (inFrame === null) return;
  event.preventDefault();
  const wanted = Math.max(0, Math.min(rowCount() - 1, row));
  const [top, height] = [wanted * rowHeight(), rowHeight()];
  // The header covers as much as a row.
  if (top < inFrame.scrollTop) inFrame.scrollTop = top;
  else if (top + 2 * height > inFrame.scrollTop + inFrame.clientHeight)
    inFrame.scrollTop = top + 2 * height - inFrame.clientHeight;
  first = Math.max(0, Math.floor(inFrame.scrollTop / height) - MARGIN);
  attempt(async () => {
    await drawAtPlace();
    const link = inFrame.querySelector<HTMLElement>(`tr[aria-rowindex="${wanted + 2}"] th a`);
    link?.focus({ preventScroll: true });
  });
});

/** The first look: by then somebody may have touched the form, and a page that was built knows no address. */
async function begin(): Promise<void> {
  const runs = await load();
  const asked = writeQuery(queryOf(runs, location.search));
  const said = await search();
  if ((form.dataset['query'] ?? '') === asked && said !== (asked || '?')) return go(said, 'push');
  await drawRuns();
  resetFields();
  if (history.state !== null) await restore();
}

attempt(begin);
