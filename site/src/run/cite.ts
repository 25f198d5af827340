/** How to cite a run: its permanent address, and which state of the catalogue its page shows. */

import type { Run } from '#site/snapshot/schema/run.ts';
import { runHref } from '../href.ts';
import { html, type Html } from '../text/html.ts';

/** Returns the section; script adds the host and the snapshot's id, which change without the run, and a button that copies. */
export function citeSection({ campaign, campaignName, number, revision }: Run): Html {
  const address = runHref(campaign, number);
  const text = `Run ${number} of ${campaignName}, revision ${revision}, ${address}`;
  return html`<div class="cite" data-cite>
    <p class="mono" data-cite-text>${text}</p>
    <p class="actions">
      <button class="button" type="button" data-copy-cite hidden>Copy citation</button>
      <a href="${address}" rel="bookmark">Permanent link</a>
    </p>
    <p class="hint">
      A run's number is given once and never used again; an address that changed leads on. The
      revision is raised with every change of what this page shows.
    </p>
  </div>`;
}
