/** The ways to take a run away: what its page is made of as one file, and with script what people open in other programs. */

import { docsHref } from '../href.ts';
import { html, type Html } from '../text/html.ts';

const KINDS = [
  ['record', 'Record as JSON'],
  ['files', 'Files as CSV'],
  ['readings', 'Readings as CSV'],
] as const;

export type RunPart = (typeof KINDS)[number][0];

/** Returns the section; `asset` is the address of the run's own file. */
export function takeSection(asset: string): Html {
  return html`<div class="actions" data-take-run>
      ${KINDS.map(([part, words]) => html`<button class="button" type="button" data-part-of-run="${part}" hidden>${words}</button>`)}
      <a href="${asset}" download>This run as JSON</a>
    </div>
    <p class="hint" role="status" data-take-said>
      The record is all but files and readings; readings are those of the charts above.
      <a class="in-text" href="${docsHref('data')}">How to read the JSON, and finer readings</a>.
    </p>`;
}
