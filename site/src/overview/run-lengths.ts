/** How long runs are: a histogram by kind, with its numbers. */

import type { Day } from '#site/snapshot/schema/days.ts';
import { formatCount } from '#telemetry/units.ts';
import { html, type Html } from '../text/html.ts';
import { csvHref } from './csv.ts';

const HOUR = 3_600_000;
const EDGES_H = [0, 0.25, 0.5, 1, 2, 4, 8, 12, 24, Infinity] as const;

export interface LengthBin {
  readonly name: string;
  readonly physics: number;
  readonly other: number;
}

/** Counts the runs that began in the span and are over; an edge belongs to the longer bin. */
export function lengthBins(days: readonly (Day | null)[]): readonly LengthBin[] {
  const runs = days.flatMap((day) => day?.runs ?? []);
  return EDGES_H.slice(0, -1).map((low, i) => {
    const high = EDGES_H[i + 1] ?? Infinity;
    const inside = runs.filter(({ ms }) => ms >= low * HOUR && ms < high * HOUR);
    const physics = inside.filter(({ kind }) => kind === 'physics' || kind === 'rescan').length;
    return { name: binName(low, high), physics, other: inside.length - physics };
  });
}

function binName(low: number, high: number): string {
  const text = (hours: number): string =>
    hours < 1 ? `${hours * 60}\u00a0min` : `${hours}\u00a0h`;
  if (low === 0) return `under ${text(high)}`;
  return high === Infinity ? `${text(low)} and more` : `${text(low)} to ${text(high)}`;
}

export function lengthsFigure(days: readonly (Day | null)[]): Html {
  const bins = lengthBins(days);
  const most = Math.max(...bins.map(({ physics, other }) => physics + other));
  const csv = csvHref(
    ['length', 'physics_and_rescans', 'other_kinds'],
    bins.map(({ name, physics, other }) => [name, physics, other]),
  );
  if (most === 0)
    return html`<figure class="stacked" id="run-lengths" aria-labelledby="h-run-lengths">
      <figcaption><h3 id="h-run-lengths">Run lengths</h3></figcaption>
      <p class="empty">No run that began in this span is over.</p>
    </figure>`;
  const width = (count: number): string => ((count / most) * 100).toFixed(1);
  return html`<figure class="stacked" id="run-lengths" aria-labelledby="h-run-lengths">
    <figcaption>
      <h3 id="h-run-lengths">
        Run lengths <small>runs that began in this span and are over</small>
      </h3>
    </figcaption>
    <table class="histogram">
      <thead>
        <tr>
          <th scope="col">Length</th>
          <td class="sr-only">Drawn</td>
          <th scope="col" class="n">Physics</th>
          <th scope="col" class="n">Other</th>
        </tr>
      </thead>
      <tbody>
        ${bins.map(
          ({ name, physics, other }) =>
            html`<tr>
              <th scope="row">${name}</th>
              <td class="lengths" aria-hidden="true">
                <i class="back-c2" style="inline-size:${width(physics)}%"></i
                ><i class="back-c5" style="inline-size:${width(other)}%"></i>
              </td>
              <td class="n">${physics === 0 ? '0' : formatCount(physics)}</td>
              <td class="n">${other === 0 ? '0' : formatCount(other)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
    <p class="hint"><a href="${csv}" download="flash-run-lengths.csv">CSV</a></p>
  </figure>`;
}
