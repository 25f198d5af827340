/** Filters, sorts and draws the table of runs on the whole campaign; the address is the only state. */

import type { Runs } from '#site/snapshot/schema/runs.ts';
import { unpackRuns } from '#site/snapshot/encoding/runs-table.ts';
import { runsSchema } from '#site/snapshot/parse/runs.ts';
import { runsControls } from '../runs/controls.ts';
import { readQuery, shownColumns, writeQuery, type RunsQuery } from '../runs/query.ts';
import type { CellContext, Column } from '../runs/column.ts';
import type { RunRow } from '../runs/rows.ts';
import type { Html } from '../text/html.ts';
import {
  headHtml,
  rowsHtml,
  runsNotes,
  runsPlace,
  shownRuns,
  type ShownRuns,
} from '../runs/table.ts';
import { fetchAsset } from './feed.ts';
import { askedSearch, leadTo } from './late-address.ts';
import { morph } from './morph.ts';
import { onScroll } from './on-scroll.ts';
import { keepPlace, placeOf } from './kept-place.ts';
import { moveAmongRows } from './row-keys.ts';
import { VirtualRows } from './virtual-rows.ts';

/** Rows that a table begins with, before it is known how many are in sight. */
const FIRST_ROWS = 40;

const place = there(document.querySelector<HTMLElement>('[data-runs]'));
const form = there(document.querySelector<HTMLFormElement>('[data-runs-form]'));
const indexes = new Map<string, Promise<Runs>>();
/** The table that is drawn now; null: a plot, groups or a sentence. */
let table: { readonly rows: VirtualRows; readonly columns: string } | null = null;
let shown: { readonly of: ShownRuns; readonly columns: readonly Column[] } | null = null;

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

let choosing: Promise<void> | null = null;
/** What a link led to is not in the fields of the form before this is done. */
let settling: Promise<void> | null = null;

/** Draws the rows for the address as it is now, and the choices with their counts in the frame after. */
export async function drawRuns(): Promise<void> {
  const runs = await load();
  drawRows(shownRuns(runs, queryOf(runs, askedSearch()), contextOf(runs)));
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
  morph(form, runsControls(runs, queryOf(runs, askedSearch()), contextOf(runs)).text);
}

/** A table of the same columns stays: its rows, heads and notes become others. */
function drawRows(of: ShownRuns): void {
  const columns = shownColumns(of.runs, of.query);
  const isTable = of.query.view === 'table' && of.rows.length > 0;
  const keys = columns.map(({ key }) => key).join();
  shown = { of, columns };
  if (!isTable || table?.columns !== keys) {
    table?.rows.stop();
    morph(place, runsPlace(of, FIRST_ROWS).text);
    const frame = place.querySelector<HTMLElement>('.runs-frame');
    table =
      isTable && frame !== null ? { rows: new VirtualRows(frame, sourceOf), columns: keys } : null;
    table?.rows.draw();
    return;
  }
  table.rows.draw();
  drawPart('[data-runs-notes]', runsNotes(of));
  drawPart('thead tr', headHtml(columns, of.query));
  place.querySelector('table')?.setAttribute('aria-rowcount', String(of.rows.length + 1));
}

function drawPart(selector: string, markup: Html): void {
  const part = place.querySelector(selector);
  if (part !== null) morph(part, markup.text);
}

const sourceOf = () => ({
  count: shown?.of.rows.length ?? 0,
  rows: (first: number, count: number): string =>
    shown === null ? '' : rowsHtml(shown.of, shown.columns, { first, count }),
  key: (index: number): RunRow | undefined => shown?.of.rows[index],
});

async function go(search: string, how: 'push' | 'replace'): Promise<void> {
  const wanted = search === '?' ? '' : search;
  // What is shown already is no step of the way back.
  if (wanted === askedSearch()) return await drawRuns();
  leadTo(`${location.pathname}${wanted}`, how);
  place.querySelector('.runs-frame')?.scrollTo({ top: 0 });
  await drawRuns();
}

/** Has the form say what was led to. */
function settle(drawn: Promise<void>): Promise<void> {
  const own = drawn.then(resetFields).finally(() => {
    // Another link may have been followed in the meantime.
    if (settling === own) settling = null;
  });
  settling = own;
  return own;
}

/** What the form says, as the shortest address that says it. */
async function search(): Promise<string> {
  const said = new URLSearchParams();
  for (const [key, value] of new FormData(form))
    if (typeof value === 'string' && value !== '') said.append(key, value);
  const runs = await load();
  dropUsualAxes(said);
  const query = queryOf(runs, said.toString());
  return writeQuery({ ...query, columns: inOrder(runs, query.columns) }) || '?';
}

/** A plot has axes that nobody chose: they are no part of what was asked. */
function dropUsualAxes(said: URLSearchParams): void {
  const asked = new URLSearchParams(askedSearch());
  for (const field of form.elements) {
    if (!(field instanceof HTMLSelectElement) || !['x', 'y', 'by'].includes(field.name)) continue;
    if (!asked.has(field.name) && field.selectedOptions[0]?.defaultSelected === true)
      said.delete(field.name);
  }
}

/** The form knows which columns, the address in which order: those that it has stay in their places, others follow. */
function inOrder(runs: Runs, chosen: RunsQuery['columns']): RunsQuery['columns'] {
  const asked = queryOf(runs, askedSearch());
  if (chosen === null || asked.columns === null) return chosen;
  const before = shownColumns(runs, asked).map(({ key }) => key);
  return [
    ...before.filter((key) => chosen.includes(key)),
    ...chosen.filter((key) => !before.includes(key)),
  ];
}

form.addEventListener('input', ({ target }) => {
  // A word that is being typed is one step of the way back, not one for each letter.
  const isTyped = target instanceof HTMLInputElement && target.type !== 'checkbox';
  const how = isTyped && askedSearch() !== '' ? 'replace' : 'push';
  attempt(async () => {
    await settling;
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
  attempt(() => settle(go(new URL(link.href).search || '?', 'push')));
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
  const query = queryOf(runs, askedSearch());
  const context = contextOf(runs);
  const { take: takeAs } = await import('./take-runs.ts');
  await takeAs(button, { runs, query, context });
}

addEventListener('popstate', () => {
  attempt(async () => {
    await settle(drawRuns());
    restore();
  });
});

/** Returns to where the reader was: by row, since pixels differ from screen to screen. */
function restore(): void {
  table?.rows.scrollTo(placeOf(history.state));
}

onScroll(place, () => {
  if (table === null) return;
  keepPlace(table.rows.top);
  table.rows.follow();
});

place.addEventListener('keydown', (event) => {
  const row = moveAmongRows(event);
  if (row === null) return;
  event.preventDefault();
  attempt(async () => {
    if (table === null) await drawRuns();
    const shownRow = table?.rows.reveal(row);
    shownRow?.querySelector<HTMLElement>('th a')?.focus({ preventScroll: true });
    // The frame may reach beyond the window.
    shownRow?.scrollIntoView({ block: 'nearest' });
  });
});

/** The first look: by then somebody may have touched the form, and a page that was built knows no address. */
async function begin(): Promise<void> {
  const runs = await load();
  const query = queryOf(runs, askedSearch());
  const asked = writeQuery(query);
  // The form has no field for a column that this campaign has not.
  const columns = query.columns === null ? null : shownColumns(runs, query).map(({ key }) => key);
  const formed = writeQuery({ ...query, columns });
  const said = await search();
  if ((form.dataset['query'] ?? '') === asked && said !== (formed || '?')) return go(said, 'push');
  await drawRuns();
  resetFields();
  if (history.state !== null) restore();
}

attempt(begin);
