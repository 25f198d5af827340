/** The log entries of a run. */

import type { Run } from '#site/snapshot/schema/run.ts';
import { logList } from '../now/sections/log.ts';
import { html, type Html } from '../text/html.ts';

/** Returns the entries; a run that is open may get its first one while it is looked at. */
export function runLog({ log, end, start }: Run): Html {
  if (log.length === 0) return html`<p class="empty">No entry about this run yet.</p>`;
  return logList(log, end ?? start ?? 0);
}
