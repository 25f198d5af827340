/** The files of a run on its page: the first in a table, with script all of them; all as JSON. */

import type { Run } from '#site/snapshot/schema/run.ts';
import { dataHref } from '../href.ts';
import { html, type Html } from '../text/html.ts';
import { FILES_IN_PAGE, filesHint, filesTable } from './files.ts';

/** Returns the section; `shard` is the path of the run's asset. */
export function filesSheet(run: Run, shard: string): Html {
  const parts = run.fileParts.map(
    (part, i) => html`<a href="${dataHref(part)}" download>part ${i + 2}</a> `,
  );
  const shown = Math.min(run.fileCount, FILES_IN_PAGE);
  return html`<section class="sheet" id="files" aria-labelledby="h-files">
    <h2 id="h-files">Files</h2>
    <div class="actions">
      <label data-files-filter hidden>Name <input type="search" size="18" /></label>
      <button class="button" type="button" data-files-newest hidden>Newest</button>
      <button class="button" type="button" data-files-paths hidden>Copy these paths</button>
      <a href="${dataHref(shard)}" download>All files: JSON</a>
      ${parts}
    </div>
    ${run.fileCount === 0 ? null : html`<p class="hint">Below <code>${run.path}</code></p>`}
    <p class="hint" role="status" data-files-hint>${filesHint(shown, run.fileCount, '')}</p>
    <div data-files="${shard}">${filesTable(run)}</div>
  </section>`;
}
