/** The sweeps of a run: a table of their fits, and one of them drawn, trace and fit. */

import type { Run, SweepRow } from '#site/snapshot/schema/run.ts';
import type { SweepFit } from '#telemetry/facts/sweep.ts';
import { formatCount, formatFixed, formatSignificant, showText } from '#telemetry/units.ts';
import { docsHref } from '../href.ts';
import { html, type Html } from '../text/html.ts';
import { stateMark } from '../text/parts.ts';
import { clock } from '../text/times.ts';
import { measuredText } from './measured.ts';
import { sweepChart } from './sweep-chart.ts';

const MISSING = html`<span class="missing">not measured</span>`;

/** Returns the section; `chosen` is the name of the sweep to draw, the newest where it names none. */
export function sweepsSection({ sweeps, origin }: Run, chosen: string | null): Html {
  const drawn = sweeps.find(({ name }) => name === chosen) ?? sweeps.at(-1);
  if (drawn === undefined && origin === 'import')
    return html`<p class="empty">
      Not known: the older catalogue has the names of files, not what they hold.
    </p>`;
  if (drawn === undefined) return html`<p class="empty">No sweep was found in this run.</p>`;
  return html`<div class="sweep-pair">
    ${drawnSweep(drawn)}
    <div class="table-frame" tabindex="0" role="region" aria-label="Sweeps">
      <table class="data">
        <thead>
          <tr>
            <th scope="col">Sweep</th>
            <th scope="col" class="n">Taken, UTC</th>
            <th scope="col" class="n">Tuner</th>
            <th scope="col">Fit</th>
          </tr>
        </thead>
        <tbody>
          ${sweeps.map((sweep) => row(sweep, sweep === drawn))}
        </tbody>
      </table>
    </div>
  </div>`;
}

function row({ name, takenAt, tunerDeg, fit, refused }: SweepRow, isDrawn: boolean): Html {
  const link = isDrawn
    ? html`<b aria-current="true">${name}</b>`
    : html`<a href="?sweep=${encodeURIComponent(name)}#sweeps">${name}</a>`;
  const result =
    fit === null
      ? stateMark('unchecked', `refused: ${refused ?? 'no reason was recorded'}`)
      : html`${showText(fit.f0Hz.value, 'Hz')}, Q<sub>L</sub> ${measuredText(fit.qL)}`;
  return html`<tr>
    <th scope="row">${link}</th>
    <td class="n">${clock(takenAt)}</td>
    <td class="n">${tunerDeg === null ? MISSING : showText(tunerDeg, 'deg')}</td>
    <td class="wrap">${result}</td>
  </tr>`;
}

function drawnSweep(sweep: SweepRow): Html {
  return html`<figure class="sweep">
    <figcaption><b>${sweep.name}</b><br />${caption(sweep)}</figcaption>
    ${sweepChart(sweep)}
  </figure>`;
}

function caption({ fit, refused, parameter, points, spanHz, method }: SweepRow): Html {
  const trace = `${parameter.toUpperCase()}, ${formatCount(points)} points over ${spanText(spanHz)}`;
  if (fit === null)
    return html`${trace}.
    ${stateMark('unchecked', `fit refused: ${refused ?? 'no reason was recorded'}`)}`;
  return html`${trace}; fit by
    <a class="in-text" href="${docsHref('algorithms/#sweep-fit')}">${method}</a>, residual
    ${formatFixed(fit.rmsDb, 2)} dB.<br />${fitText(fit)}`;
}

/** A span of frequency: three digits are enough. */
function spanText(hz: number): string {
  return hz >= 1e6
    ? `${formatSignificant(hz / 1e6, 3)}\u202fMHz`
    : `${formatSignificant(hz / 1e3, 3)}\u202fkHz`;
}

/** f0, Q_L and β with their errors; both readings of β while magnitude alone cannot tell. */
function fitText({ f0Hz, qL, q0, beta, betaUnder, regime, depthDb }: SweepFit): Html {
  const f0 = measuredText(
    { value: f0Hz.value / 1e6, error: f0Hz.error === null ? null : f0Hz.error / 1e6 },
    3,
  );
  const unloaded = q0 === null ? null : html`, Q<sub>0</sub> ${measuredText(q0)}`;
  return html`f₀ ${f0} MHz, Q<sub>L</sub> ${measuredText(qL)}${unloaded}, dip
    ${formatFixed(depthDb, 1)} dB.<br />${betaText(beta, betaUnder, regime)}`;
}

function betaText(
  beta: SweepFit['beta'],
  under: SweepFit['betaUnder'],
  regime: SweepFit['regime'],
): string {
  if (beta === null) return 'β not measured.';
  if (regime !== 'unknown') return `β ${measuredText(beta, 2)}, ${regime}-coupled.`;
  const twin = under === null ? formatFixed(1 / beta.value, 2) : measuredText(under, 2);
  return `β ${measuredText(beta, 2)} if over-coupled, ${twin} if under-coupled: the magnitude cannot tell which.`;
}
