/** The batch jobs that worked on a run. */

import type { Run } from '#site/snapshot/schema/run.ts';
import { formatCount } from '#telemetry/units.ts';
import type { State } from '../now/state.ts';
import { html, type Html } from '../text/html.ts';
import { stateMark } from '../text/parts.ts';
import { clockOrDay, span } from '../text/times.ts';

type Job = Run['jobs'][number];

const NOT_YET = html`<span class="missing">not yet</span>`;
/** Rows of the table; more jobs than anybody reads are counted, and stand in the JSON. */
const MOST_ROWS = 200;

/** Returns the table, failed and unfinished jobs first. */
export function jobsSection({ jobs, start }: Run): Html {
  if (jobs.length === 0) return html`<p class="empty">No batch job names this run.</p>`;
  const sorted = jobs.toSorted((a, b) => rank(a) - rank(b) || b.submitted - a.submitted);
  const shown = sorted.slice(0, MOST_ROWS);
  const rest = jobs.length - shown.length;
  return html`<p class="hint">
      ${countText(jobs)}${rest > 0 ? `; ${formatCount(rest)} more are in the JSON` : ''}
    </p>
    <div class="table-frame tall" tabindex="0" role="region" aria-label="Jobs">
      <table class="data">
        <thead>
          <tr>
            <th scope="col">Job</th>
            <th scope="col">Scheduler</th>
            <th scope="col">State</th>
            <th scope="col" class="n">Submitted, UTC</th>
            <th scope="col" class="n">Started</th>
            <th scope="col" class="n">Ended</th>
            <th scope="col" class="n">Ran for</th>
            <th scope="col">Reason</th>
          </tr>
        </thead>
        <tbody>
          ${shown.map((job) => row(job, start ?? job.submitted))}
        </tbody>
      </table>
    </div>`;
}

const LOOKS: Readonly<Record<string, State>> = {
  failed: 'alarm',
  held: 'attention',
  completed: 'good',
};

const rank = ({ state }: Job): number => (state === 'failed' ? 0 : state === 'completed' ? 2 : 1);

function countText(jobs: readonly Job[]): string {
  const states = Map.groupBy(jobs, ({ state }) => state);
  return [...states].map(([state, of]) => `${formatCount(of.length)} ${state}`).join(', ');
}

function row({ id, scheduler, state, submitted, started, ended, reason }: Job, day: number): Html {
  const time = (t: number | null): Html => (t === null ? NOT_YET : html`${clockOrDay(t, day)}`);
  return html`<tr>
    <th scope="row" class="mono">${id}</th>
    <td>${scheduler}</td>
    <td>${stateMark(LOOKS[state] ?? 'none', state)}</td>
    <td class="n">${clockOrDay(submitted, day)}</td>
    <td class="n">${time(started)}</td>
    <td class="n">${time(ended)}</td>
    <td class="n">${started === null || ended === null ? '' : span(ended - started)}</td>
    <td class="wrap"><bdi>${reason ?? ''}</bdi></td>
  </tr>`;
}
