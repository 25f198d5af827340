/** A run in numbers with their units: when, how long, how much, at which frequencies; what was not measured is written out. */

import type { Run, StepRow } from '#site/snapshot/schema/run.ts';
import { formatCount, formatFixed, showText } from '#telemetry/units.ts';
import { coupling, roundQ } from '../now/tiles/resonance.ts';
import { html, type Html } from '../text/html.ts';
import { symbols, timeTag } from '../text/parts.ts';
import { clock, day, span } from '../text/times.ts';

const MISSING = html`<span class="missing">not measured</span>`;
const UNKNOWN = html`<span class="missing">not known</span>`;

type Fact = readonly [name: string, value: Html | string | null];

/** Returns the facts as a list of pairs. */
export function summarySection(run: Run): Html {
  const facts = [...timeFacts(run), ...amountFacts(run), ...cavityFacts(run)];
  return html`<dl class="facts figures">
    ${facts.map(
      ([name, value]) =>
        html`<div>
          <dt>${symbols(name)}</dt>
          <dd>${value ?? MISSING}</dd>
        </div>`,
    )}
  </dl>`;
}

function timeFacts(run: Run): readonly Fact[] {
  const { start, end, state, origin, startedBy } = run;
  const at = (t: number): Html => timeTag(t, `${day(t)} ${clock(t)} UTC`);
  const first = origin === 'import' ? 'First listed' : 'Started';
  const last = origin === 'import' ? 'Last listed' : 'Ended';
  const length = start === null || end === null ? null : end - start;
  const running = state === 'open' ? 'running' : UNKNOWN;
  return [
    [first, start === null ? UNKNOWN : at(start)],
    [last, end === null ? running : at(end)],
    ...(origin === 'import'
      ? []
      : [
          ['Length', length === null ? running : span(length)] as const,
          ['Live time', liveText(run, length)] as const,
        ]),
    ...(startedBy === null ? [] : [['Started by', startedBy] as const]),
  ];
}

/** What the steps took data for, and its share of the run. */
function liveText({ steps }: Run, length: number | null): string | null {
  const known = steps.map(({ liveMs }) => liveMs).filter((ms) => ms !== null);
  if (known.length === 0) return null;
  const live = known.reduce((sum, ms) => sum + ms, 0);
  const share =
    length === null || length <= 0 ? '' : `, ${formatFixed((live / length) * 100, 1)}\u202f%`;
  const partly = known.length < steps.length ? `, of ${known.length} of ${steps.length} steps` : '';
  return `${span(live)}${share}${partly}`;
}

function amountFacts({ fileCount, sizedCount, bytes, start, end, origin }: Run): readonly Fact[] {
  const length = start === null || end === null ? 0 : end - start;
  const least = sizedCount < fileCount ? 'over ' : '';
  const rate =
    length <= 0 || sizedCount === 0 || origin === 'import'
      ? []
      : [['Mean rate', `${least}${showText((bytes / length) * 1_000, 'By/s')}`] as const];
  return [
    ['Files', formatCount(fileCount)],
    ['Data', sizedCount === 0 ? UNKNOWN : `${least}${showText(bytes, 'By')}`],
    ...rate,
  ];
}

function cavityFacts({ steps, origin, kind }: Run): readonly Fact[] {
  const isFacts = steps.length > 0 || origin === 'live';
  if (!isFacts || (steps.length === 0 && kind !== 'physics')) return [];
  const last = steps.findLast(({ qL }) => qL !== null);
  const beta = last === undefined ? null : coupling(last.beta, last.regime);
  return [
    ['f0', rangeText(steps, 'f0Hz', (hz) => showText(hz, 'Hz'))],
    ['Q_L', rangeText(steps, 'qL', (q) => formatCount(roundQ(q)))],
    ['β', beta === null ? null : beta.replace('β ', '')],
    ['Tuner', rangeText(steps, 'tunerDeg', (degrees) => showText(degrees, 'deg'))],
    ['Field', rangeText(steps, 'fieldT', (tesla) => showText(tesla, 'T'))],
  ];
}

type Quantity = 'f0Hz' | 'qL' | 'tunerDeg' | 'fieldT';

/** `8.833 GHz to 8.834 GHz`, or one value; null: no step has any. */
function rangeText(
  steps: readonly StepRow[],
  key: Quantity,
  write: (value: number) => string,
): string | null {
  const values = steps.map((step) => step[key]).filter((value) => value !== null);
  if (values.length === 0) return null;
  const [low, high] = [write(Math.min(...values)), write(Math.max(...values))];
  return low === high ? low : `${low} to ${high}`;
}
