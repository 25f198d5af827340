/** The steps of a run as a table. */

import type { Run, StepRow } from '#site/snapshot/schema/run.ts';
import { formatCount, formatFixed, showText } from '#telemetry/units.ts';
import { roundQ } from '../now/tiles/resonance.ts';
import { html, type Html } from '../text/html.ts';
import { clockMinuteOrDay, span } from '../text/times.ts';

const MISSING = html`<span class="missing">not measured</span>`;

const AT_END = html`<span class="missing">when it ends</span>`;

/** Returns the table; a run without a step says so. */
export function stepsTable({ steps, start, origin }: Run): Html {
  if (steps.length === 0 && origin === 'import')
    return html`<p class="empty">Not known: the older catalogue lists files, not steps.</p>`;
  if (steps.length === 0)
    return html`<p class="empty">No step: no S11 sweep was found in this run.</p>`;
  const day = start ?? 0;
  return html`<div class="table-frame" tabindex="0" role="region" aria-label="Steps">
    <table class="data">
      <thead>
        <tr>
          <th scope="col">Step</th>
          <th scope="col" class="n">Started, UTC</th>
          <th scope="col" class="n">Live</th>
          <th scope="col" class="n">Tuner</th>
          <th scope="col" class="n">f₀</th>
          <th scope="col" class="n">Q<sub>L</sub></th>
          <th scope="col" class="n">β</th>
          <th scope="col" class="n">B</th>
        </tr>
      </thead>
      <tbody>
        ${steps.map((step) => row(step, day))}
      </tbody>
    </table>
  </div>`;
}

function row(step: StepRow, day: number): Html {
  const { n, start, liveMs, tunerDeg, f0Hz, qL, fieldT, f0Source, fieldSource } = step;
  return html`<tr id="step-${n}">
    <th scope="row">${n}</th>
    <td class="n">${clockMinuteOrDay(start, day)}</td>
    <td class="n">${liveMs === null ? MISSING : span(liveMs)}</td>
    <td class="n">${tunerDeg === null ? MISSING : showText(tunerDeg, 'deg')}</td>
    <td class="n" title="${f0Source ?? ''}">${f0Hz === null ? MISSING : showText(f0Hz, 'Hz')}</td>
    <td class="n">${qL === null ? MISSING : formatCount(roundQ(qL))}</td>
    <td class="n">${betaText(step) ?? MISSING}</td>
    <td class="n" title="${fieldSource ?? ''}">
      ${fieldT !== null ? showText(fieldT, 'T') : step.end === null ? AT_END : MISSING}
    </td>
  </tr>`;
}

/** `1.10`, or both readings while the regime is unknown. */
function betaText({ beta, regime }: StepRow): string | null {
  if (beta === null) return null;
  return regime === 'unknown'
    ? `${formatFixed(beta, 2)} or ${formatFixed(1 / beta, 2)}`
    : formatFixed(beta, 2);
}
