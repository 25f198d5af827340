/** What stands in the cells of the table of runs where a value needs more than its text: what is missing says why. */

import { formatCount, formatFixed, showText } from '#telemetry/units.ts';
import { campaignHref, runHref } from '../href.ts';
import { html, type Html } from '../text/html.ts';
import { stateMark, timeTag } from '../text/parts.ts';
import { dayClock } from '../text/times.ts';
import { copiesOf } from './copies.ts';
import type { RunRow } from './rows.ts';

export const MISSING = html`<span class="missing">not measured</span>`;
export const UNKNOWN = html`<span class="missing">not known</span>`;

/** Kinds of run that have a resonance of their own; for the others an empty cell says that it does not apply. */
const TUNED = new Set<RunRow['kind']>(['physics', 'rescan']);
const QUALITY_STATE = { good: 'good', doubtful: 'attention', bad: 'alarm' } as const;

/** Returns "not measured" for a kind of run that has a resonance, and nothing for the others. */
export function missingIfTuned({ kind }: RunRow): Html | null {
  return TUNED.has(kind) ? MISSING : null;
}

/** The run's number, with what it is beside. */
export function numberCell({ number, state, origin }: RunRow, slug: string): Html {
  const chip = state === 'open' ? html` <span class="chip on">running</span>` : null;
  const imported = origin === 'import' ? html` <span class="chip">imported</span>` : null;
  return html`<a href="${runHref(slug, number)}">${number}</a>${chip}${imported}`;
}

/** A time to the minute; an imported run's is the one that its list gives. */
export function timeCell(t: number | null, { origin }: RunRow, at: number): Html {
  if (t === null) return UNKNOWN;
  const listed = origin === 'import' ? html`<span class="quiet">listed</span> ` : null;
  return html`${listed}${timeTag(t, dayClock(t, at))}`;
}

/** `8 833.436 – 8 834.213`: kilohertz at gigahertz, ten hertz below. */
export function frequencyCell(run: RunRow): Html | string | null {
  const { f0Min, f0Max } = run;
  if (f0Min === null || f0Max === null) return missingIfTuned(run);
  const decimals = f0Min >= 1e9 ? 3 : 5;
  const [low, high] = [f0Min, f0Max].map((f0) => formatFixed(f0 / 1e6, decimals));
  return low === high ? String(low) : `${low} – ${high}`;
}

/** Tags, each a way to all runs that have it; an empty cell: none. */
export function tagsCell({ tags }: RunRow, { slug }: { readonly slug: string }): Html | null {
  if (tags === null) return null;
  return html`${tags
    .split(',')
    .map(
      (tag) =>
        html`<a class="chip" href="${campaignHref(slug)}?tags=${encodeURIComponent(tag)}"
          ><bdi>${tag}</bdi></a
        > `,
    )}`;
}

/** Both readings of β while magnitude alone cannot tell which holds. */
export function betaCell(run: RunRow): Html | string | null {
  const { beta, regime } = run;
  if (beta === null) return missingIfTuned(run);
  return regime === 'unknown'
    ? `${formatFixed(beta, 2)} or ${formatFixed(1 / beta, 2)}`
    : formatFixed(beta, 2);
}

/** A quantity that an imported list cannot have, and a run of ours should. */
export function measuredCell(
  value: number | null,
  { origin }: RunRow,
  show: (value: number) => string,
): Html | string {
  if (value !== null) return show(value);
  return origin === 'import' ? UNKNOWN : MISSING;
}

/** A lower bound where sizes are not known, "not known" where none is. */
export function sizeCell({ files, sized, bytes }: RunRow): Html | string | null {
  if (files === 0) return null;
  if (sized === 0) return UNKNOWN;
  const text = showText(bytes, 'By');
  return sized < files ? `over ${text}` : text;
}

/** Good, doubtful or bad, as somebody judged it. */
export function qualityCell({ quality }: RunRow): Html {
  return quality === null
    ? html`<span class="missing">not judged</span>`
    : stateMark(QUALITY_STATE[quality], quality);
}

/** What is known of the run's copies. */
export function copiesCell(run: RunRow): Html | null {
  const { state, words } = copiesOf(run);
  return words === '' ? null : stateMark(state, words);
}

/** A count; nothing for none where the run need not have any. */
export function countCell(count: number): string | null {
  return count === 0 ? null : formatCount(count);
}
