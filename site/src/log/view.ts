/** What the page of the log shows for one address: mistakes and unknown words named, then the rows. */

import type { LogIndex } from '#site/snapshot/schema/log.ts';
import { FIELDS } from '#telemetry/logbook/query/fields.ts';
import type { Query } from '#telemetry/logbook/query/query.ts';
import { formatCount } from '#telemetry/units.ts';
import { html, type Html } from '../text/html.ts';
import { monthHref, searchHref, tagFeedHref, tagHref, type Asked } from './address.ts';
import { logRows } from './rows.ts';
import { findRows, type Found, type LogSource } from './search.ts';

/** Returns what stands below the search box. */
export async function logResults(source: LogSource, asked: Asked): Promise<Html> {
  const { query, mistake, unknown, behind } = asked;
  const strangers = unknown.length === 0 ? null : strange(unknown);
  if (query === null || mistake !== null) return html`${strangers}${explain(asked)}`;
  const found = await findRows(source, query, { behind });
  return html`${strangers}${absolute(asked)}${tagFeed(query)}${behind === null ? null : back(asked)}
  ${found.rows.length === 0 ? nothing(asked) : logRows(found.rows)}${more(asked, found)}`;
}

function strange(names: readonly string[]): Html {
  return html`<p class="note attention" role="status">
    This page knows nothing of ${names.map((name) => html`<code>${name}</code> `)}in the address: it
    is left out.
  </p>`;
}

function explain({ text, mistake }: Asked): Html {
  if (mistake === null) return html``;
  const [at, end] = [mistake.at, mistake.at + Math.max(1, mistake.length)];
  return html`<p class="note attention" role="alert">
    <code class="mistake"
      >${text.slice(0, at)}<mark>${text.slice(at, end) || ' '}</mark>${text.slice(end)}</code
    >
    <span>${mistake.message}.</span>
  </p>`;
}

/** A link to a search means the same tomorrow. */
function absolute({ query, text }: Asked): Html | null {
  if (query === null || !/\b(?:after|before):\s*(?:[a-z]|\d+(?:\.\d+)?[a-z])/i.test(text))
    return null;
  return html`<p class="hint">
    <a href="${searchHref(query)}">The same with absolute times</a>, to send to others
  </p>`;
}

/** Whoever looks for a tag can be told of what is new with it; a pattern of tags has no feed. */
function tagFeed(query: Query): Html | null {
  if (query.is !== 'tag' || query.text.includes('*')) return null;
  return html`<p class="hint"><a href="${tagFeedHref(query.text)}">Feed of this tag</a> (Atom)</p>`;
}

function back({ query }: Asked): Html {
  return html`<p class="hint"><a href="${searchHref(query ?? '')}">The newest</a></p>`;
}

function nothing({ text }: Asked): Html {
  return text === ''
    ? html`<p class="empty">
        The log has no entry yet. Write one: <code>npx flash log add "Helium is low"</code>
      </p>`
    : html`<p class="empty">
        No entry fits. <a href="${searchHref('')}">All entries</a>, or look at the help above.
      </p>`;
}

function more({ query }: Asked, { next, count }: Found): Html | null {
  if (next === null) return null;
  return html`<p class="more">
    <a class="button" href="${searchHref(query ?? '', next)}">Older</a>
    <span class="quiet">${formatCount(count)} shown</span>
  </p>`;
}

/** The fields of a search, each with an example that can be followed. */
export function searchHelp(): Html {
  return html`<dl class="search-help">
    ${FIELDS.map(
      ({ name, example, help }) =>
        html`<div>
          <dt><a href="${searchHref(`${name}:${example}`)}">${name}:${example}</a></dt>
          <dd>${help}</dd>
        </div>`,
    )}
    <div>
      <dt><code>helium "is low"</code></dt>
      <dd>words and quoted texts, in title, text, author and tags; side by side is and</dd>
    </div>
    <div>
      <dt><code>(a or b) not c</code></dt>
      <dd>and, or, not (or -) and parentheses; quote a word like "or" to look for it</dd>
    </div>
  </dl>`;
}

/** What tags are for, each a way to its entries. */
export function tagList({ tags = [] }: LogIndex): Html | null {
  if (tags.length === 0) return null;
  return html`<dl class="facts tag-meanings">
    ${tags.map(
      ({ name, meaning }) =>
        html`<dt>
            <a class="chip" href="${tagHref(name)}"><bdi>${name}</bdi></a>
          </dt>
          <dd><bdi>${meaning}</bdi></dd>`,
    )}
  </dl>`;
}

/** All months, for who reads without JavaScript or looks for a time. */
export function monthList({ months }: LogIndex): Html {
  return html`<ul class="months">
    ${months.map(
      ({ month, count }) =>
        html`<li>
          <a href="${monthHref(month)}">${month}</a>
          <span class="quiet">${formatCount(count)}</span>
        </li>`,
    )}
  </ul>`;
}
