/** f0 against tuner angle: every fitted sweep of a campaign, the newest run apart; angles without a fit stand below. */

import type { Tuner, TunerPoint } from '#site/snapshot/schema/runs.ts';
import { formatCount, formatFixed, showText } from '#telemetry/units.ts';
import { position, valueAxis } from '../charts/axis.ts';
import { BOX } from '../charts/path.ts';
import { place, scatterFrame } from '../charts/scatter-frame.ts';
import { runHref } from '../href.ts';
import { html, type Html } from '../text/html.ts';

const DEGREES_DECIMALS = 1;
const TABLE_ROWS = 200;

/** Returns the chart, or the sentence that stands for it. */
export function tunerChart({ tuner, unfittedTunerDeg }: Tuner, slug: string): Html {
  const angles = [
    ...tuner.map(({ tunerDeg }) => tunerDeg),
    ...unfittedTunerDeg.map(({ tunerDeg }) => tunerDeg),
  ];
  if (angles.length === 0)
    return html`<p class="empty">No sweep of this campaign gives a tuner angle.</p>`;
  if (tuner.length === 0) return unfittedOnly(unfittedTunerDeg.map(({ tunerDeg }) => tunerDeg));
  const x = valueAxis(angles);
  const y = valueAxis(tuner.map(({ f0Hz }) => f0Hz / 1e6));
  const newest = Math.max(...tuner.map(({ run }) => run));
  const dots = (points: readonly TunerPoint[]): string =>
    points
      .map(
        ({ tunerDeg, f0Hz }) =>
          `M${place(position(x, tunerDeg), BOX.width)} ${place(1 - position(y, f0Hz / 1e6), BOX.height)}h.01`,
      )
      .join('');
  const marks = unfittedTunerDeg
    .map(({ tunerDeg }) => `M${place(position(x, tunerDeg), BOX.width)} ${BOX.height}v-4`)
    .join('');
  const shapes = html`<path
      class="dots old"
      d="${dots(tuner.filter(({ run }) => run !== newest))}"
    />
    <path class="dots c1" d="${dots(tuner.filter(({ run }) => run === newest))}" />
    <path class="line ink" d="${marks}" />`;
  const yLabel = html`<b>f₀</b> <span class="quiet">MHz</span>`;
  return html`<div class="scatter">
      ${scatterFrame({ x, y, yLabel, xUnit: '°' }, shapes, describe(tuner))}
    </div>
    <p class="taken quiet">
      <span class="legend"><i class="c1"></i>run ${newest}</span
      ><span class="legend"><i class="old"></i>runs before</span
      >${unfittedTunerDeg.length === 0 ? null : html`<span>${formatCount(unfittedTunerDeg.length)} without a fit: marks at the bottom</span>`}
    </p>
    ${table(tuner, slug)}`;
}

function unfittedOnly(angles: readonly number[]): Html {
  const sorted = [...angles]
    .sort((a, b) => a - b)
    .map((angle) => formatFixed(angle, DEGREES_DECIMALS));
  return html`<p class="empty">
    ${formatCount(angles.length)} sweeps give an angle, none has a fit: f₀ is not known. Angles:
    ${sorted.join('°, ')}°.
  </p>`;
}

function describe(tuner: readonly TunerPoint[]): string {
  const f0s = tuner.map(({ f0Hz }) => f0Hz);
  const angles = tuner.map(({ tunerDeg }) => tunerDeg);
  return `${tuner.length} sweeps: ${showText(Math.min(...f0s), 'Hz')} to ${showText(Math.max(...f0s), 'Hz')} between ${formatFixed(Math.min(...angles), 1)} and ${formatFixed(Math.max(...angles), 1)} degrees`;
}

function table(tuner: readonly TunerPoint[], slug: string): Html {
  const rows = tuner.slice(-TABLE_ROWS).reverse();
  return html`<details class="twin">
    <summary>As a table</summary>
    <div
      class="table-frame"
      tabindex="0"
      role="region"
      aria-label="f0 against tuner angle as a table"
    >
      <table class="data">
        <caption>
          ${tuner.length > TABLE_ROWS ? `The newest ${TABLE_ROWS} of ${formatCount(tuner.length)} sweeps` : `${formatCount(tuner.length)} sweeps`}
        </caption>
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col" class="n">Tuner</th>
            <th scope="col" class="n">f₀</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ run, tunerDeg, f0Hz }) =>
              html`<tr>
                <th scope="row"><a href="${runHref(slug, run)}">${run}</a></th>
                <td class="n">${showText(tunerDeg, 'deg')}</td>
                <td class="n">${showText(f0Hz, 'Hz')}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}
