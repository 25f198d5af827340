/** A run in one line, and the sentence below it. */

import type { Run } from '#site/snapshot/schema/run.ts';
import { formatCount, formatSignificant, showText } from '#telemetry/units.ts';
import { roundQ, coupling } from '../now/tiles/resonance.ts';
import type { Html } from '../text/html.ts';
import { clock, day, dayClock, span } from '../text/times.ts';
import { softwareFact } from './software.ts';

/** `Run 138, physics, 8.832 310 to 8.833 090 GHz`. */
export function runTitle(run: Run): string {
  const kind = run.kind === 'unknown' ? 'kind not known' : run.kind;
  return [`Run ${run.number}`, kind, frequencies(run)].filter((part) => part !== null).join(', ');
}

function frequencies({ steps }: Run): string | null {
  const f0s = steps.map(({ f0Hz }) => f0Hz).filter((f0) => f0 !== null);
  if (f0s.length === 0) return null;
  const low = showText(Math.min(...f0s), 'Hz');
  const high = showText(Math.max(...f0s), 'Hz');
  return low === high ? low : `${low} to ${high}`;
}

/** When, how much, how cold: only what was measured. */
export function runLede(run: Run): string {
  return [when(run), amount(run), resonance(run), quality(run)]
    .filter((part) => part !== null)
    .join(' ');
}

function when({ start, end, state, origin }: Run): string {
  if (start === null) return 'When it was taken is not known.';
  const from = `${day(start)}, ${clock(start)}`;
  if (origin === 'import') return listed(from, start, end);
  if (end === null)
    return state === 'open'
      ? `Running since ${from} UTC.`
      : `From ${from} UTC; its end is not known.`;
  const sameDay = Math.floor(start / 86_400_000) === Math.floor(end / 86_400_000);
  const to = sameDay ? clock(end) : dayClock(end, start);
  return `${from} to ${to} UTC, ${span(end - start)}${state === 'aborted' ? ', aborted' : ''}.`;
}

function listed(from: string, start: number, end: number | null): string {
  const isDay = end !== null && Math.floor(start / 86_400_000) === Math.floor(end / 86_400_000);
  const to = end === null ? '' : ` to ${isDay ? clock(end) : dayClock(end, start)}`;
  return `Listed ${from}${to} UTC. Times are those of the older catalogue, probably of copying: when it was taken is not known.`;
}

function amount({ fileCount, sizedCount, bytes }: Run): string {
  if (fileCount === 0) return 'No file.';
  const files = `${formatCount(fileCount)} ${fileCount === 1 ? 'file' : 'files'}`;
  if (sizedCount === 0) return `${files}, sizes not known.`;
  return `${files}, ${sizedCount < fileCount ? 'over ' : ''}${showText(bytes, 'By')}.`;
}

function resonance({ steps }: Run): string | null {
  const last = steps.findLast(({ qL }) => qL !== null);
  if (last?.qL == null) return null;
  const beta = coupling(last.beta, last.regime);
  const field = last.fieldT === null ? null : `B ${showText(last.fieldT, 'T')}`;
  const parts = [field, `Q_L ${formatCount(roundQ(last.qL))}`, beta].filter(
    (part) => part !== null,
  );
  return `${parts.join(', ')}.`;
}

function quality(run: Run): string | null {
  if (run.state === 'open') return null;
  return run.quality === null ? 'Quality not judged.' : `Quality ${run.quality}.`;
}

/** What is known of a run apart from its data, as pairs; what is not known is left out. */
export function runFacts(run: Run): readonly (readonly [name: string, value: string | Html])[] {
  const facts: readonly (readonly [string, string | Html | null])[] = [
    ['Path as found', run.path],
    ['Word that gave the kind', run.kindRaw],
    ['Site, node', [run.site, run.node].filter((part) => part !== null).join(', ') || null],
    [
      'Origin',
      run.origin === 'import' ? 'imported from an older catalogue' : 'written while it ran',
    ],
    ['Closed by', run.origin === 'import' ? null : run.closedBy],
    ['Software', run.softwareVersion === null ? null : softwareFact(run.softwareVersion)],
    [
      'A file every',
      run.cadenceMs === null || run.origin === 'import'
        ? null
        : `${formatSignificant(run.cadenceMs / 1000, 3)}\u202fs`,
    ],
    ['Revision', String(run.revision)],
  ];
  return facts.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
}
