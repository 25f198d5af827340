/** What stands above the table of runs: choices with the number of runs each would leave. A plain form where there is no script. */

import type { Runs } from '#site/snapshot/schema/runs.ts';
import { formatCount } from '#telemetry/units.ts';
import { html, type Html } from '../text/html.ts';
import { symbols } from '../text/parts.ts';
import { isoTime } from '../text/times.ts';
import { columnsOf, type CellContext, type Column } from './column.ts';
import { COLUMNS } from './columns.ts';
import { countFacets, type SetFacet, type SpanFacet } from './facets.ts';
import { ABSENT, ALL, oneWord, type Filter, type SetFilter } from './filters.ts';
import { shownColumns, VIEWS, writeQuery, type RunsQuery } from './query.ts';

/** Returns the choices for a query, each with its count. */
export function runsControls(runs: Runs, query: RunsQuery, context: CellContext): Html {
  if (runs.columns.number.length === 0) return html``;
  const { sets, spans } = countFacets(runs, query, context);
  return html`<div class="actions">
      <label>
        Text <input type="search" name="text" value="${query.text ?? ''}" size="14" />
      </label>
      <span class="views" role="group" aria-label="Show as">
        ${VIEWS.map((view) => viewLink(view, query))}
      </span>
      <span class="take" role="group" aria-label="Take out what is shown">
        ${TAKE.map(([how, words]) => html`<button type="button" class="button" data-take="${how}">${words}</button>`)}
      </span>
      ${keptFields(query)}
      <noscript><button class="button">Show</button></noscript>
    </div>
    ${monthLinks(sets, query)} ${chips(query)}
    <details class="choices">
      <summary>Filter by column</summary>
      <div class="facets">
        ${sets.map((facet) => setField(facet, query.filters.get(facet.column.key)))}
        ${spans.map((facet) => spanField(facet, query.filters.get(facet.column.key)))}
      </div>
    </details>
    <details class="choices">
      <summary>Choose columns</summary>
      <div class="facets">${columnFields(runs, query)}</div>
    </details>`;
}

const TAKE = [
  ['link', 'Copy link'],
  ['csv', 'CSV'],
  ['json', 'JSON'],
  ['parquet', 'Parquet'],
] as const;

const VIEW_WORDS = {
  table: 'Table',
  groups: 'Groups',
  histogram: 'Histogram',
  scatter: 'Scatter',
} as const;

function viewLink(view: RunsQuery['view'], query: RunsQuery): Html {
  const current = view === query.view ? html` aria-current="true"` : null;
  const to = writeQuery({ ...query, view }) || '?';
  return html`<a class="go" href="${to}" ${current}>${VIEW_WORDS[view]}</a>`;
}

/** One link a month, with its runs; the one that is followed again lets go. Where all runs are of one month there is nothing to choose. */
function monthLinks(sets: readonly SetFacet[], query: RunsQuery): Html | null {
  const facet = sets.find(({ column }) => column.key === 'month');
  if (facet === undefined || facet.choices.length < 2) return null;
  const chosen = query.filters.get('month');
  return html`<p class="months" role="group" aria-label="By month">
    ${facet.choices.map(({ word, count }) => {
      const isChosen = chosen?.kind === 'set' && chosen.any.has(word);
      const filters = new Map(query.filters);
      if (isChosen) filters.delete('month');
      else filters.set('month', oneWord(word));
      return html`<a
        class="go${count === 0 ? ' quiet' : ''}"
        href="${writeQuery({ ...query, filters }) || '?'}"
        ${isChosen && html` aria-current="true"`}
        >${word === ABSENT ? 'no date' : word} <span class="quiet">${formatCount(count)}</span></a
      >`;
    })}
  </p>`;
}

/** What the form has no field for goes with it all the same. */
function keptFields(query: RunsQuery): Html {
  const { sort, view, filters, window } = query;
  const kept: (readonly [string, string])[] = [...window];
  if (sort !== null) kept.push(['sort', sort]);
  if (view !== 'table') kept.push(['view', view]);
  for (const key of ['x', 'y', 'by'] as const) {
    const value = query[key];
    if (value !== null && !FIELDS_OF[view].includes(key)) kept.push([key, value]);
  }
  for (const [key, filter] of filters)
    if (filter.kind === 'set') for (const word of wishOf(filter, key).rest) kept.push([key, word]);
  return html`${kept.map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  )}`;
}

/** What a set's fields say: its ticked words, how they are meant, and what the fields cannot say beside that. */
function wishOf(
  { any, all, none }: SetFilter,
  key: string,
): {
  readonly how: 'any' | 'all' | 'none';
  readonly ticked: ReadonlySet<string>;
  readonly rest: readonly string[];
} {
  const values = COLUMNS.find((column) => column.key === key)?.values;
  const isSeveral = values?.kind === 'set' && values.each !== undefined;
  if (isSeveral && any.size + none.size === 0) return { how: 'all', ticked: all, rest: [] };
  if (isSeveral && any.size + all.size === 0) return { how: 'none', ticked: none, rest: [] };
  const rest = [...[...all].map((word) => `${ALL}${word}`), ...[...none].map((word) => `!${word}`)];
  return { how: 'any', ticked: any, rest };
}

/** Axes that a view has fields for. */
const FIELDS_OF: Readonly<Record<RunsQuery['view'], readonly string[]>> = {
  table: [],
  groups: ['by'],
  histogram: ['x'],
  scatter: ['x', 'y'],
};

/** One chip a filter; following it takes the filter away. */
function chips(query: RunsQuery): Html {
  const { filters, text } = query;
  // The place stays, so that what stands below keeps its own: a fold that is open stays open.
  if (filters.size === 0 && text === null) return html`<p class="chosen" hidden></p>`;
  const without = (key: string): string =>
    writeQuery({ ...query, filters: new Map([...filters].filter(([name]) => name !== key)) }) ||
    '?';
  const found =
    text === null
      ? null
      : html`<a class="chip go" href="${writeQuery({ ...query, text: null }) || '?'}"
          >“${text}” ${CROSS}</a
        >`;
  return html`<p class="chosen" aria-label="Filters in use">
    ${[...filters].map(([key, filter]) => {
      const column = COLUMNS.find((one) => one.key === key);
      if (column === undefined) return null;
      return html`<a class="chip go" href="${without(key)}"
        >${symbols(filterText(column, filter))} ${CROSS}</a
      > `;
    })}${found}
    <a class="go quiet" href="${writeQuery({ ...query, filters: new Map(), text: null }) || '?'}"
      >all runs</a
    >
  </p>`;
}

const CROSS = html`<span aria-hidden="true">×</span><span class="sr-only">, take away</span>`;

/** A filter in words: `kind: physics or rescan`, `Q_L: from 20000`. */
function filterText(column: Column, filter: Filter): string {
  const word = (one: string): string => (one === ABSENT ? absentWord(column) : one);
  if (filter.kind === 'set') {
    const any = [...filter.any].map(word).join(' or ');
    const all = [...filter.all].map(word).join(' and ');
    const none = [...filter.none].map(word).join(', not ');
    return `${column.name}: ${[any, all, none && `not ${none}`].filter(Boolean).join(', ')}`;
  }
  if (filter.isAbsent) return `${column.name}: ${absentWord(column)}`;
  const [from = '', to = from] = filter.text.split('..').map((end) => end.trim());
  const unit = column.values?.kind === 'range' ? column.values.unit : '';
  const said = (end: string): string =>
    /[A-Za-z]$/.test(end) || unit === '' ? end : `${end} ${unit}`;
  if (from === to) return `${column.name}: ${said(from)}`;
  const ends = [from && `from ${said(from)}`, to && `to ${said(to)}`].filter(Boolean);
  return `${column.name}: ${ends.join(' ')}`;
}

function absentWord({ values }: Column): string {
  return values?.kind === 'set' ? values.absent : 'not known';
}

function setField({ column, choices }: SetFacet, filter: Filter | undefined): Html {
  const wish = filter?.kind === 'set' ? wishOf(filter, column.key) : null;
  return html`<fieldset class="facet">
    <legend>${symbols(column.name)}</legend>
    ${column.values?.kind === 'set' && column.values.each !== undefined && howField(column, wish?.how)}
    <div class="words">
      ${choices.map(
        ({ word, count }) =>
          html`<label class="${count === 0 ? 'quiet' : ''}"
            ><input
              type="checkbox"
              name="${column.key}"
              value="${word}"
              ${wish?.ticked.has(word) === true && html` checked`}
            />
            <span>${word === ABSENT ? absentWord(column) : word}</span>
            <output>${formatCount(count)}</output></label
          >`,
      )}
    </div>
  </fieldset>`;
}

/** Of what a run may have several: whether any, all or none of the ticked ones are asked for. */
function howField({ key, name }: Column, how: string = 'any'): Html {
  return html`<select name="${key}.how" aria-label="How ${name} are meant">
    ${['any', 'all', 'none'].map(
      (one) =>
        html`<option value="${one}" ${one === how && html` selected`}>${one} of these</option>`,
    )}
  </select>`;
}

function spanField({ column, ends, absent }: SpanFacet, filter: Filter | undefined): Html | null {
  const { key, values } = column;
  if (ends === null || values === null || values.kind === 'set') return null;
  const unit = values.kind === 'range' ? values.unit : 'UTC';
  const isAbsent = filter?.kind === 'span' && filter.isAbsent;
  const text = filter?.kind === 'span' && !isAbsent ? filter.text : '';
  const [min = '', max = min] = text.split('..');
  const field = (end: 'min' | 'max', value: string, hint: string): Html =>
    html`<input
      name="${key}.${end}"
      value="${value}"
      placeholder="${hint}"
      size="9"
      autocomplete="off"
      aria-label="${column.name} ${end === 'min' ? 'from' : 'to'}${unit && `, ${unit}`}"
    />`;
  const [low, high] = ends.map((end) => hintText(end, column));
  return html`<fieldset class="facet">
    <legend>${symbols(column.name)}${unit && html` <span class="quiet">${unit}</span>`}</legend>
    <div class="ends">
      ${field('min', min, low ?? '')}<span aria-hidden="true">–</span
      >${field('max', max, high ?? '')}
    </div>
    ${
      absent > 0 &&
      html`<label
        ><input type="checkbox" name="${key}" value="${ABSENT}" ${isAbsent && html` checked`} />
        <span>not known</span> <output>${formatCount(absent)}</output></label
      >`
    }
  </fieldset>`;
}

/** The campaign's own ends, as one would type them: what stands there is understood where it is typed. */
function hintText(value: number, { values }: Column): string {
  if (values?.kind === 'time') return isoTime(value)?.slice(0, 10) ?? '';
  const scaled = value / (values?.kind === 'range' ? values.scale : 1);
  return String(Number(scaled.toPrecision(Math.abs(scaled) >= 1000 ? 7 : 3)));
}

function columnFields(runs: Runs, query: RunsQuery): Html {
  const shown = new Set(shownColumns(runs, query).map(({ key }) => key));
  return html`<fieldset class="facet wide">
    <legend class="sr-only">Columns</legend>
    <div class="words">
      ${columnsOf(runs, COLUMNS).map(
        ({ key, name }) =>
          html`<label
            ><input
              type="checkbox"
              name="columns"
              value="${key}"
              ${shown.has(key) && html` checked`}
            />
            <span>${symbols(name)}</span></label
          >`,
      )}
    </div>
  </fieldset>`;
}
