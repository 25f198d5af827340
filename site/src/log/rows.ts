/** The list of the log: entries of people one by one, what machines wrote folded between them. */

import type { LogEntryHead } from '#site/snapshot/schema/log.ts';
import { formatCount } from '#telemetry/units.ts';
import { runHref } from '../href.ts';
import { html, type Html } from '../text/html.ts';
import { symbols, timeTag } from '../text/parts.ts';
import { isPossibleTime } from '#telemetry/possible-time.ts';
import { clockMinute, clockMinuteOrDay, day } from '../text/times.ts';
import { entryHref, searchHref, tagHref } from './address.ts';
import type { LogRow } from './search.ts';

/** Entries of a fold that are in the page; the others are a search away. */
const IN_FOLD = 12;
const DAY = 86_400_000;

/** Rows under their days. */
export function logRows(rows: readonly LogRow[]): Html {
  const days = Map.groupBy(rows, (row) => Math.floor(timeOf(row) / DAY));
  return html`${[...days].map(([start, of]) => {
    const t = start * DAY;
    return html`<section class="log-day">
      <h2>${isPossibleTime(t) ? day(t) : 'At an impossible time'}</h2>
      <ul class="list log">
        ${of.map((row) => (row.is === 'entry' ? entryRow(row.entry) : fold(row.entries)))}
      </ul>
    </section>`;
  })}`;
}

function timeOf(row: LogRow): number {
  return (row.is === 'entry' ? row.entry : row.entries[0])?.at ?? 0;
}

/** One entry: when, what, by whom. */
export function entryRow(entry: LogEntryHead, at: number = entry.at): Html {
  const { title, author, authorKind, replyTo, attachments, revision, id } = entry;
  const marks = [
    replyTo === null ? null : html`<a class="quiet" href="${entryHref(replyTo)}">an answer</a>`,
    attachments === 0
      ? null
      : html`<span class="quiet">${attachments} ${attachments === 1 ? 'file' : 'files'}</span>`,
    revision > 1 ? html`<span class="quiet">edited</span>` : null,
  ].filter((mark) => mark !== null);
  return html`<li class="${authorKind}" id="${id}">
    <span class="quiet mono">${timeTag(entry.at, clockMinuteOrDay(entry.at, at))}</span>
    <div>
      ${
        authorKind === 'human'
          ? html`<a class="entry-title" href="${entryHref(id)}"><bdi>${title}</bdi></a>`
          : html`<bdi>${symbols(title)}</bdi>`
      }
      ${marks.map((mark) => html`<span class="mark-of">${mark}</span> `)} ${chips(entry)}
    </div>
    <span class="end quiet"><bdi>${author}</bdi></span>
  </li>`;
}

/** Tags and run of an entry, each a way to more. */
export function chips({ tags, run }: Pick<LogEntryHead, 'tags' | 'run'>): Html {
  return html`${tags.map(
    (tag) => html`<a class="chip" href="${tagHref(tag)}"><bdi>${tag}</bdi></a> `,
  )}${
    run === null
      ? null
      : html`<a class="chip" href="${runHref(run.campaign, run.number)}">run ${run.number}</a>`
  }`;
}

function fold(entries: readonly LogEntryHead[]): Html {
  const [first, last] = [entries.at(-1), entries[0]];
  if (first === undefined || last === undefined) return html``;
  if (entries.length <= 2) return html`${entries.map((entry) => entryRow(entry))}`;
  const span = `${clockMinute(first.at)} to ${clockMinute(last.at)}`;
  const more = entries.length - IN_FOLD;
  const all = searchHref({
    is: 'and',
    of: [
      { is: 'kind', kind: 'machine' },
      { is: 'after', at: first.at },
      { is: 'before', at: last.at + 1 },
    ],
  });
  return html`<li class="fold machine">
    <details>
      <summary>${formatCount(entries.length)} entries of machines, ${span}</summary>
      <ul class="list log">
        ${entries.slice(0, IN_FOLD).map((entry) => entryRow(entry))}
      </ul>
      ${more > 0 ? html`<p><a href="${all}">All ${formatCount(entries.length)} of them</a></p>` : null}
    </details>
  </li>`;
}
