/** Is it on resonance? What the last sweep says of the cavity; where the receiver stands is not watched, so nothing is said of it. */

import { formatCount, formatFixed, showText } from '#telemetry/units.ts';
import { clockOrDay, span } from '../../text/times.ts';
import { S11_LIMIT_MS } from '../thresholds.ts';
import { sparkOf, unwatched, type Tile, type TileInput } from '../tile.ts';

const QUESTION = 'Is it on resonance?';

export function resonanceTile({ now, at }: TileInput): Tile {
  const step = now.run?.step ?? null;
  if (now.run === null) return unwatched('resonance', QUESTION, 'No run is open.');
  if (step === null || step.sweepAt === null) {
    return {
      ...unwatched('resonance', QUESTION, 'No S11 sweep in this run yet.'),
      answer: 'Not measured',
    };
  }
  const isOld = at - step.sweepAt > S11_LIMIT_MS;
  const isFitted = step.f0Hz !== null && step.qL !== null;
  const old = `Not known: sweep older than ${span(S11_LIMIT_MS)}`;
  return {
    key: 'resonance',
    question: QUESTION,
    state: isOld ? 'stale' : isFitted ? 'good' : 'unchecked',
    answer: isOld
      ? old
      : isFitted
        ? `Measured ${clockOrDay(step.sweepAt, at)}`
        : 'Not known: the sweep has no fit',
    value: step.qL === null ? null : { text: formatCount(roundQ(step.qL)), unit: 'Q_L' },
    t: step.sweepAt,
    lines: [
      step.f0Hz === null ? null : `f₀ ${showText(step.f0Hz, 'Hz')}`,
      coupling(step.beta, step.regime),
      driftLine(step.drift, step.f0Hz, step.qL),
      step.depthDb === null ? null : `dip ${formatFixed(step.depthDb, 1)}\u202fdB`,
    ].filter((line) => line !== null),
    limit: `a sweep every ${span(S11_LIMIT_MS)}`,
    spark: sparkOf(now, 'resonance', { colour: 'c3' }),
    action: isOld ? 'procedures/s11-calibration/' : null,
  };
}

/** How far the last sweep finds the resonance from where the step takes data. */
function driftLine(drift: number | null, f0Hz: number | null, qL: number | null): string | null {
  if (drift === null) return null;
  const width = f0Hz === null || qL === null ? '' : ` of ${showText(f0Hz / qL, 'Hz')}`;
  return `drift ${formatFixed(drift, 2)} linewidths${width}`;
}

/** Q_L to three digits: the fit's error is of the order of a percent. */
export function roundQ(qL: number): number {
  return Number(qL.toPrecision(3));
}

/** `β 1.10`; both readings while magnitude alone cannot tell which holds. */
export function coupling(beta: number | null, regime: string | null): string | null {
  if (beta === null) return null;
  if (regime !== 'unknown') return `β ${formatFixed(beta, 2)}`;
  return `β ${formatFixed(beta, 2)} or ${formatFixed(1 / beta, 2)}, regime unknown`;
}
