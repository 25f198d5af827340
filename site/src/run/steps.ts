/** The steps of a run as a table. */

import type { Run, StepRow, SweepRow } from '#site/snapshot/schema/run.ts';
import { formatCount, formatFixed, showText } from '#telemetry/units.ts';
import { roundQ } from '../now/tiles/resonance.ts';
import { html, type Html } from '../text/html.ts';
import { clockMinuteOrDay, span } from '../text/times.ts';

const MISSING = html`<span class="missing">not measured</span>`;

const AT_END = html`<span class="missing">when it ends</span>`;

/** Returns the table; a run without a step says so. */
export function stepsTable({ steps, sweeps, start, origin }: Run): Html {
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
          <th scope="col">Sweep</th>
        </tr>
      </thead>
      <tbody>
        ${steps.map((step, i) => row(step, { day, sweep: sweepOf(step, steps[i + 1], sweeps) }))}
      </tbody>
    </table>
  </div>`;
}

/** The last sweep of a step's time that was fitted, else the last one. */
function sweepOf(
  { start }: StepRow,
  next: StepRow | undefined,
  sweeps: readonly SweepRow[],
): SweepRow | undefined {
  const own = sweeps.filter(
    ({ takenAt }) => takenAt >= start && (next === undefined || takenAt < next.start),
  );
  return own.findLast(({ fit }) => fit !== null) ?? own.at(-1);
}

function row(
  step: StepRow,
  { day, sweep }: { readonly day: number; readonly sweep: SweepRow | undefined },
): Html {
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
    <td>
      ${sweep === undefined ? MISSING : html`<a href="?sweep=${encodeURIComponent(sweep.name)}#sweeps">${sweep.name}</a>`}
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
