/** The columns of the table of runs: one entry a column; a campaign that has no such quantity has no such column. */

import type { Runs } from '#site/snapshot/schema/runs.ts';
import { formatCount, formatFixed, showText } from '#telemetry/units.ts';
import { runHref } from '../href.ts';
import { roundQ } from '../now/tiles/resonance.ts';
import { html, raw, type Html } from '../text/html.ts';
import { stateMark, timeTag } from '../text/parts.ts';
import { dayClock, span } from '../text/times.ts';
import { copiesOf } from './copies.ts';
import { lengthMs, type RunRow } from './rows.ts';

export interface Column {
  readonly key: string;
  readonly header: Html;
  readonly isNumber: boolean;
  /** Whether the campaign has this column at all. */
  readonly isIn: (runs: Runs) => boolean;
  readonly cell: (run: RunRow, context: CellContext) => Html | string | null;
  /** What the column is sorted by; null sorts last. */
  readonly sort: (run: RunRow, context: CellContext) => number | string | null;
}

export interface CellContext {
  readonly slug: string;
  /** The snapshot's own time: a running run is as long as it was then. */
  readonly at: number;
}

const MISSING = html`<span class="missing">not measured</span>`;
const UNKNOWN = html`<span class="missing">not known</span>`;
const always = (): boolean => true;
const some = (key: 'f0Min' | 'qL' | 'beta') => (runs: Runs) =>
  runs.columns[key].some((value) => value !== null);

/** Kinds of run that have a resonance of their own; for the others an empty cell says that it does not apply. */
const TUNED = new Set<RunRow['kind']>(['physics', 'rescan']);
const missingIf = (applies: boolean): Html | null => (applies ? MISSING : null);

const QUALITY_STATE = { good: 'good', doubtful: 'attention', bad: 'alarm' } as const;

export const COLUMNS: readonly Column[] = [
  {
    key: 'number',
    header: raw('Run'),
    isNumber: false,
    isIn: always,
    sort: (run) => run.number,
    cell: (run, { slug }) => {
      const chip = run.state === 'open' ? html` <span class="chip on">running</span>` : null;
      const imported = run.origin === 'import' ? html` <span class="chip">imported</span>` : null;
      return html`<a href="${runHref(slug, run.number)}">${run.number}</a>${chip}${imported}`;
    },
  },
  {
    key: 'kind',
    header: raw('Kind'),
    isNumber: false,
    isIn: always,
    sort: (run) => run.kind,
    cell: (run) => run.kind,
  },
  {
    key: 'start',
    header: raw('Started, UTC'),
    isNumber: false,
    isIn: always,
    sort: (run) => run.start,
    cell: (run, { at }) =>
      run.start === null
        ? UNKNOWN
        : html`${run.origin === 'import' ? html`<span class="quiet">listed</span> ` : null}${timeTag(run.start, dayClock(run.start, at))}`,
  },
  {
    key: 'length',
    header: raw('Length'),
    isNumber: true,
    isIn: always,
    sort: (run, { at }) => lengthMs(run, at),
    cell: (run, { at }) => {
      const length = lengthMs(run, at);
      return length === null ? UNKNOWN : span(length);
    },
  },
  {
    key: 'steps',
    header: raw('Steps'),
    isNumber: true,
    isIn: (runs) => runs.columns.steps.some((count) => count > 0),
    sort: (run) => run.steps,
    cell: (run) => (run.steps === 0 ? null : formatCount(run.steps)),
  },
  {
    key: 'f0',
    header: raw('f₀, MHz'),
    isNumber: true,
    isIn: some('f0Min'),
    sort: (run) => run.f0Min,
    cell: (run) => frequencies(run),
  },
  {
    key: 'qL',
    header: raw('Q<sub>L</sub>'),
    isNumber: true,
    isIn: some('qL'),
    sort: (run) => run.qL,
    cell: (run) => (run.qL === null ? missingIf(TUNED.has(run.kind)) : formatCount(roundQ(run.qL))),
  },
  {
    key: 'beta',
    header: raw('β'),
    isNumber: true,
    isIn: some('beta'),
    sort: (run) => run.beta,
    cell: ({ beta, regime, kind }) => {
      if (beta === null) return missingIf(TUNED.has(kind));
      return regime === 'unknown'
        ? `${formatFixed(beta, 2)} or ${formatFixed(1 / beta, 2)}`
        : formatFixed(beta, 2);
    },
  },
  {
    key: 'field',
    header: raw('B, T'),
    isNumber: true,
    isIn: (runs) => runs.has.field,
    sort: (run) => run.fieldT,
    cell: (run) =>
      run.fieldT !== null
        ? formatFixed(run.fieldT, 2)
        : run.origin === 'import'
          ? UNKNOWN
          : MISSING,
  },
  temperature('tCavK', 'T<sub>cav</sub>', (runs) => runs.has.tCav),
  temperature('tMcK', 'T<sub>MC</sub>', (runs) => runs.has.tMc),
  {
    key: 'files',
    header: raw('Files'),
    isNumber: true,
    isIn: always,
    sort: (run) => run.files,
    cell: (run) => formatCount(run.files),
  },
  {
    key: 'bytes',
    header: raw('Size'),
    isNumber: true,
    isIn: always,
    sort: (run) => run.bytes,
    cell: (run) => size(run),
  },
  {
    key: 'quality',
    header: raw('Quality'),
    isNumber: false,
    isIn: always,
    sort: (run) => run.quality,
    cell: ({ quality }) =>
      quality === null
        ? html`<span class="missing">not judged</span>`
        : stateMark(QUALITY_STATE[quality], quality),
  },
  {
    key: 'copies',
    header: raw('Copies'),
    isNumber: false,
    isIn: always,
    sort: (run) => copiesOf(run).words,
    cell: (run) => {
      const { state, words } = copiesOf(run);
      return words === '' ? null : stateMark(state, words);
    },
  },
];

/** The unit stands behind the number: millikelvin in one campaign, kelvin in another. */
function temperature(key: 'tCavK' | 'tMcK', symbol: string, isIn: (runs: Runs) => boolean): Column {
  return {
    key,
    header: raw(symbol),
    isNumber: true,
    isIn,
    sort: (run) => run[key],
    cell: (run) => {
      const value = run[key];
      if (value !== null) return showText(value, 'K');
      return run.origin === 'import' ? UNKNOWN : MISSING;
    },
  };
}

/** `8 833.436 – 8 834.213`: kilohertz at gigahertz, ten hertz below. */
function frequencies({ f0Min, f0Max, kind }: RunRow): Html | string | null {
  if (f0Min === null || f0Max === null) return missingIf(TUNED.has(kind));
  const decimals = f0Min >= 1e9 ? 3 : 5;
  const [low, high] = [f0Min, f0Max].map((f0) => formatFixed(f0 / 1e6, decimals));
  return low === high ? String(low) : `${low} – ${high}`;
}

/** A lower bound where sizes are not known, "not known" where none is. */
function size({ files, sized, bytes }: RunRow): Html | string | null {
  if (files === 0) return null;
  if (sized === 0) return UNKNOWN;
  const text = showText(bytes, 'By');
  return sized < files ? `over ${text}` : text;
}
