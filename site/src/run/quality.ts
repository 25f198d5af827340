/** How good a run is, with the reasons: of the whole, and of its intervals. */

import type { Run, RunFlag } from '#site/snapshot/schema/run.ts';
import type { State } from '../now/state.ts';
import { html, type Html } from '../text/html.ts';
import { stateMark } from '../text/parts.ts';
import { clockOrDay, day, span } from '../text/times.ts';

const LOOK: Readonly<Record<RunFlag['quality'], State>> = {
  good: 'good',
  doubtful: 'attention',
  bad: 'alarm',
};

/** Returns the section; a run that nobody judged says so, and claims nothing. */
export function qualitySection(run: Run): Html {
  const { quality, flags } = run;
  const judged =
    quality === null
      ? stateMark('unchecked', 'not judged')
      : stateMark(LOOK[quality], `the run is ${quality}`);
  if (flags.length === 0) {
    const why = quality === null ? '.' : '; no reason was recorded.';
    return html`<p>${judged}${why}</p>`;
  }
  return html`<p>
      ${judged}; ${flags.length === 1 ? 'one reason' : `${flags.length} reasons`} recorded.
    </p>
    <div class="table-frame" tabindex="0" role="region" aria-label="Quality">
      <table class="data">
        <thead>
          <tr>
            <th scope="col">Quality</th>
            <th scope="col" class="n">From, UTC</th>
            <th scope="col" class="n">To</th>
            <th scope="col" class="n">Length</th>
            <th scope="col">Why</th>
            <th scope="col">By</th>
            <th scope="col" class="n">Said</th>
          </tr>
        </thead>
        <tbody>
          ${flags.map((flag) => row(flag, run))}
        </tbody>
      </table>
    </div>`;
}

function row({ from, to, quality, why, by, at }: RunFlag, { start, end }: Run): Html {
  const [first, last] = [from ?? start, to ?? end];
  const length = first === null || last === null ? '' : span(last - first);
  const time = (t: number | null, word: string): string =>
    t === null ? word : clockOrDay(t, start ?? t);
  return html`<tr>
    <th scope="row">${stateMark(LOOK[quality], quality)}</th>
    <td class="n">${time(from, 'its start')}</td>
    <td class="n">${time(to, 'its end')}</td>
    <td class="n">${length}</td>
    <td class="wrap"><bdi>${why}</bdi></td>
    <td><bdi>${by}</bdi></td>
    <td class="n">${day(at)}</td>
  </tr>`;
}
