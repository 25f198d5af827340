/** The list of what a search found: options in groups for the keyboard, notes of what was not searched below. */

import { html, raw, type Html } from '../text/html.ts';
import type { FoundPages } from './documentation.ts';
import type { Group, Result } from './group.ts';

/** A group of pages of the documentation. */
export function pagesGroup(title: string, { pages, count, isPartial }: FoundPages): Group {
  const more = count - pages.length;
  const notes = [
    isPartial ? html`no page has all of these words; these have some of them.` : null,
    more > 0 && !isPartial ? html`${more} more ${more === 1 ? 'page fits' : 'pages fit'}.` : null,
  ].filter((note) => note !== null);
  return {
    title,
    results: pages.map((page) => ({
      href: page.url,
      title: html`${page.title}`,
      place: '',
      excerpt: raw(page.excerpt),
    })),
    note: notes[0] ?? null,
  };
}

/** Options in groups; a group without any is left out. */
export function resultsList(groups: readonly Group[]): Html {
  let n = 0;
  return html`${groups
    .filter(({ results }) => results.length > 0)
    .map(
      ({ title, results }, i) =>
        html`<div role="group" aria-labelledby="found-group-${i}">
          <h2 id="found-group-${i}" role="presentation">${title}</h2>
          ${results.map((result) => option(result, (n += 1)))}
        </div>`,
    )}`;
}

function option({ href, title, place, excerpt }: Result, n: number): Html {
  return html`<a role="option" id="found-${n}" href="${href}" tabindex="-1" aria-selected="false"
    ><span class="found-title">${title}</span>
    <span class="found-place">${place}</span
    >${excerpt === null ? null : html` <span class="found-excerpt">${excerpt}</span>`}</a
  >`;
}

/** What could not be searched, and where there is more. */
export function notesList(groups: readonly Group[]): Html {
  const said = groups.filter(({ note }) => note !== null);
  return html`${said.map(({ title, note }) => html`<li><b>${title}:</b> ${note}</li>`)}`;
}

/** One sentence of how much was found where. */
export function summary(text: string, groups: readonly Group[], isWaiting: boolean): string {
  const counts = groups
    .filter(({ results }) => results.length > 0)
    .map(({ title, results }) => `${title} ${results.length}`);
  if (text === '') return 'Type to search documentation, log, runs and channels.';
  if (counts.length > 0) return `${counts.join(', ')}${isWaiting ? ', searching on' : ''}.`;
  return isWaiting ? 'Searching.' : `Nothing fits “${text}”.`;
}
