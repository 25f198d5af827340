/** Keeps the page of alarms now: a new snapshot is drawn in place, and how long alarms last goes on by the server's clock. */

import { alarmsOfMonthSchema, alarmsSchema } from '#site/snapshot/parse/alarms.ts';
import type { Alarms, AlarmShown } from '#site/snapshot/schema/alarms.ts';
import { readAlarmsQuery } from '../alarms/query.ts';
import { alarmsSections } from '../alarms/view.ts';
import { fetchAsset, follow, serverNow } from './feed.ts';
import { morph } from './morph.ts';

let alarms: Alarms | null = null;
let path = '';
/** What the address asks of those that are over, and the month that was fetched for it. */
let query = readAlarmsQuery(new URLSearchParams(location.search));
let ofMonth: readonly AlarmShown[] | null = null;
let monthPath: string | null = null;
let publishedAt = 0;
let isDemo = false;
let staleAfterMs = Number.POSITIVE_INFINITY;
const drawn = new Map<string, string>();

const isHere = document.querySelector('[data-section="alarms-head"]') !== null;

follow(async ({ manifest }) => {
  if (!isHere || manifest === null) return;
  publishedAt = manifest.generated_at;
  isDemo = manifest.demo;
  staleAfterMs = manifest.stale_after_s * 1000;
  const wanted = manifest.assets.alarms.path;
  if (wanted !== path) {
    const next = await fetchAsset({ path: wanted }, alarmsSchema);
    [alarms, path] = [next, wanted];
  }
  await drawMonth();
});
if (isHere) setInterval(draw, 1000);

const form = document.querySelector<HTMLFormElement>('[data-alarms-form]');
form?.addEventListener('input', () => {
  const parameters = new URLSearchParams();
  for (const [key, value] of new FormData(form))
    if (typeof value === 'string' && value !== '') parameters.set(key, value);
  const search = parameters.toString();
  history.pushState(null, '', `${location.pathname}${search === '' ? '' : `?${search}`}#past`);
  void drawMonth().catch(() => sayTrouble());
});
form?.addEventListener('submit', (event) => event.preventDefault());
addEventListener('popstate', () => {
  const asked = readAlarmsQuery(new URLSearchParams(location.search));
  for (const key of ['month', 'alert', 'severity'] as const) {
    const select = form?.elements.namedItem(key);
    if (select instanceof HTMLSelectElement) select.value = asked[key] ?? '';
  }
  void drawMonth().catch(() => sayTrouble());
});

/** Fetches the month that the address asks for, where it is not here yet, and draws. */
async function drawMonth(): Promise<void> {
  query = readAlarmsQuery(new URLSearchParams(location.search));
  const wanted = alarms?.months.find(({ month }) => month === query.month)?.asset.path ?? null;
  if (wanted !== monthPath) {
    const month = wanted === null ? null : await fetchAsset({ path: wanted }, alarmsOfMonthSchema);
    [ofMonth, monthPath] = [month?.alarms ?? null, wanted];
  }
  draw();
}

function sayTrouble(): void {
  const place = document.querySelector('[data-section="alarms-past"] .past-count');
  if (place !== null) place.textContent = 'The alarms of this month could not be loaded.';
}

function draw(): void {
  const at = serverNow();
  if (alarms === null || at === null) return;
  const silentSince = at - publishedAt > staleAfterMs ? publishedAt : null;
  const sections = alarmsSections({ alarms, at, silentSince, isDemo, query, ofMonth });
  for (const [name, markup] of Object.entries(sections)) {
    if (drawn.get(name) === markup) continue;
    drawn.set(name, markup);
    const place = document.querySelector(`[data-section="alarms-${name}"]`);
    if (place !== null) morph(place, markup);
  }
}
