/** The files of a run on its page: the first in a table, a filter where there is script, all as JSON. */

import type { Run } from '#site/snapshot/schema/run.ts';
import { formatCount } from '#telemetry/units.ts';
import { dataHref } from '../href.ts';
import { html, raw, type Html } from '../text/html.ts';
import { FILES_IN_PAGE, filesTable } from './files.ts';

/** Returns the section; `shard` is the path of the run's asset. */
export function filesSheet(run: Run, shard: string): Html {
  const rest = run.fileCount - FILES_IN_PAGE;
  const parts = run.fileParts.map(
    (part, i) => html`<a href="${dataHref(part)}" download>part ${i + 2}</a>`,
  );
  const more =
    rest > 0
      ? html`<span class="quiet" data-files-rest>${formatCount(rest)} more are in the JSON</span>`
      : null;
  return html`<section class="sheet" id="files" aria-labelledby="h-files">
    <h2 id="h-files">Files</h2>
    <div class="actions">
      <label data-files-filter hidden>Name <input type="search" size="18" /></label>
      <a href="${dataHref(shard)}" download>All files: JSON</a>
      ${parts}${more}
    </div>
    <div data-files="${shard}" ${raw(rest > 0 ? ' data-more' : '')}>
      ${filesTable(run, { text: '', first: 0 })}
    </div>
    <p data-files-pages hidden class="actions">
      <button class="button" data-step="-1">Earlier</button
      ><button class="button" data-step="1">Later</button
      ><button class="button" data-step="newest">Newest</button>
    </p>
  </section>`;
}
