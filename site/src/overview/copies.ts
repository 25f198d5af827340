/** Copies by state and age: each state has a word, a shape and a colour of its own; verified and archived only where facts say so. */

import type { Day, DaysOfYear } from '#site/snapshot/schema/days.ts';
import { formatCount } from '#telemetry/units.ts';
import type { State } from '../now/state.ts';
import { html, type Html } from '../text/html.ts';
import { csvHref } from './csv.ts';

const DAY = 86_400_000;

/** Age of the day on which the file was taken. */
const AGES = [
  { name: 'today and yesterday', days: 2 },
  { name: 'this week', days: 7 },
  { name: 'this month', days: 31 },
  { name: 'this year', days: 366 },
  { name: 'older', days: Infinity },
] as const;

/** The classes of the snapshot in the order of the columns, how each looks, and what it proves. */
export const CLASSES: readonly {
  readonly key: string;
  readonly word: string;
  readonly state: State;
  readonly means: string;
}[] = [
  {
    key: 'archived, verified',
    word: 'archived, verified',
    state: 'good',
    means: 'on tape, and its checksum was answered or read back',
  },
  {
    key: 'archived',
    word: 'archived',
    state: 'good',
    means: 'on tape, as the tape system says; its content was not checked',
  },
  {
    key: 'verified',
    word: 'verified',
    state: 'good',
    means: 'on disk, and its checksum was answered or read back',
  },
  {
    key: 'present',
    word: 'present, unverified',
    state: 'unchecked',
    means: 'its storage lists it; nobody has checked its content',
  },
  { key: 'expected', word: 'expected', state: 'none', means: 'to be copied' },
  { key: 'copying', word: 'being copied', state: 'none', means: 'not whole yet' },
  {
    key: 'unavailable',
    word: 'unavailable',
    state: 'stale',
    means: 'listed, and its storage cannot give it now',
  },
  { key: 'removed', word: 'removed', state: 'none', means: 'taken away on purpose' },
  {
    key: 'differs',
    word: 'differs',
    state: 'alarm',
    means: 'what the storage answers is not what was written',
  },
  { key: 'lost', word: 'lost', state: 'alarm', means: 'it was there, and is no more' },
  {
    key: 'none',
    word: 'no copy known',
    state: 'attention',
    means: 'no storage has said anything of the file',
  },
];

interface Row {
  readonly age: string;
  readonly location: string;
  readonly counts: Readonly<Record<string, number>>;
}

/** Sums the days by location and age; places without files of an age have no row. */
export function copyRows(years: readonly DaysOfYear[], at: number): readonly Row[] {
  const sums = new Map<string, Record<string, number>>();
  for (const { days } of years) {
    for (const [date, day] of Object.entries(days)) {
      const age = ageOf(Date.parse(date), at);
      for (const [location, counts] of Object.entries(day.copies)) {
        const key = `${age} ${location}`;
        const sum = sums.get(key) ?? {};
        sums.set(key, sum);
        for (const [name, count] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + count;
      }
    }
  }
  const places = [
    ...new Set([...sums.keys()].map((key) => key.slice(key.indexOf(' ') + 1))),
  ].sort();
  return AGES.flatMap(({ name }, i) =>
    places.flatMap((location) => {
      const counts = sums.get(`${i} ${location}`);
      return counts === undefined ? [] : [{ age: name, location, counts }];
    }),
  );
}

function ageOf(start: number, at: number): number {
  const days = Math.floor(at / DAY) - Math.floor(start / DAY) + 1;
  return AGES.findIndex((age) => days <= age.days);
}

function missingOf(years: readonly DaysOfYear[]): number {
  const all = years.flatMap(({ days }) => Object.values<Day>(days));
  return all.reduce((sum, { missing }) => sum + missing, 0);
}

export function copiesSection(years: readonly DaysOfYear[], at: number): Html {
  const rows = copyRows(years, at);
  if (rows.length === 0) return html`<p class="empty">No file has been recorded yet.</p>`;
  const used = CLASSES.filter(({ key }) => rows.some(({ counts }) => (counts[key] ?? 0) > 0));
  const missing = missingOf(years);
  return html`<p class="hint">
      Files by the place of a copy and their age.
      ${missing === 0 ? 'Every file has a copy that is present, or was removed on purpose.' : html`<strong class="attention word">${formatCount(missing)} files have no copy that is present.</strong>`}
    </p>
    <div class="table-frame" tabindex="0" role="region" aria-label="Copies by place and age">
      <table class="data copies">
        <thead>
          <tr>
            <th scope="col">Age</th>
            <th scope="col">Place</th>
            ${used.map(
              ({ word, state, means }) =>
                html`<th scope="col" class="n" title="${means}">
                  <span class="state"
                    ><i class="shape ${state}" aria-hidden="true"></i>${word}</span
                  >
                </th>`,
            )}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ age, location, counts }, i) =>
              html`<tr>
                <th scope="row">
                  ${rows[i - 1]?.age === age ? html`<span class="sr-only">${age}</span>` : age}
                </th>
                <td>
                  ${location === '' ? html`<span class="missing">nowhere known</span>` : location}
                </td>
                ${used.map(({ key, state }) => html`<td class="n ${(counts[key] ?? 0) > 0 ? state : ''}">${counts[key] === undefined ? null : formatCount(counts[key])}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p class="table-foot"><a href="${copiesCsv(rows)}" download="flash-copies.csv">CSV</a></p>
    <dl class="facts meanings">
      ${used.map(
        ({ word, state, means }) =>
          html`<dt>
              <span class="state"><i class="shape ${state}" aria-hidden="true"></i>${word}</span>
            </dt>
            <dd>${means}</dd>`,
      )}
    </dl>`;
}

function copiesCsv(rows: readonly Row[]): string {
  return csvHref(
    ['age', 'location', ...CLASSES.map(({ key }) => key)],
    rows.map(({ age, location, counts }) => [
      age,
      location,
      ...CLASSES.map(({ key }) => counts[key] ?? 0),
    ]),
  );
}
