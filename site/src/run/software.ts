/** The version of the software that wrote a file, as a way to the code that it names. */

import { docsHref } from '../href.ts';
import { html, type Html } from '../text/html.ts';

/** Ids of the algorithms that the handbook lists; set by the build, so that no page has to load the list. */
declare const __ALGORITHMS__: readonly string[] | undefined;

const listed: readonly string[] = typeof __ALGORITHMS__ === 'undefined' ? [] : __ALGORITHMS__;

/** Returns a version as a link to its algorithm where the handbook has one of that name (case apart), else as plain text. */
export function softwareLink(version: string, known: readonly string[] = listed): Html {
  const id = version.toLowerCase();
  if (!known.includes(id)) return html`<bdi>${version}</bdi>`;
  return html`<a href="${docsHref(`algorithms/#${id}`)}"><bdi>${version}</bdi></a>`;
}

/** The same, saying where a version that the handbook does not list would stand. */
export function softwareFact(version: string, known: readonly string[] = listed): Html {
  const link = softwareLink(version, known);
  if (known.includes(version.toLowerCase())) return link;
  return html`${link}, not among the
    <a class="in-text" href="${docsHref('algorithms')}">algorithms</a> of the handbook`;
}
