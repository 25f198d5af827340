/** What a page does from a key to the painted frame that shows it, out of Chromium's own trace: script, style, layout and paint apart. */

import type { Browser } from 'playwright';
import { median } from './figure.ts';

/** Medians over all keys, ms. */
export interface KeyFrames {
  readonly keys: number;
  /** From the key to the end of its frame on the page's thread, what was waited for with it. */
  readonly painted: number;
  /** Until the screen has it: here the processor does what a graphics card does elsewhere. */
  readonly presented: number;
  readonly script: number;
  readonly style: number;
  readonly layout: number;
  readonly paint: number;
}

/** The trace format's fields that count here: times in µs, `X` an event with a length. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly args?: { readonly data?: { readonly type?: string } };
}

type Part = 'script' | 'style' | 'layout' | 'paint';
/** Everything else that a page's thread does for a key is script. */
const PARTS: Readonly<Record<string, Part>> = {
  UpdateLayoutTree: 'style',
  Layout: 'layout',
  PrePaint: 'paint',
  Paint: 'paint',
  Layerize: 'paint',
  Commit: 'paint',
};

/** Traces what `press` does, and returns what its keys took. */
export async function traceKeys(browser: Browser, press: () => Promise<void>): Promise<KeyFrames> {
  const session = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the protocol leaves the format to the trace
    events.push(...(value as unknown as TraceEvent[]));
  });
  await session.send('Tracing.start', {
    traceConfig: { includedCategories: ['devtools.timeline'] },
    transferMode: 'ReportEvents',
  });
  await press();
  const complete = new Promise<void>((done) =>
    session.once('Tracing.tracingComplete', () => done()),
  );
  await session.send('Tracing.end');
  await complete;
  await session.detach();
  return keyFrames(events);
}

function keyFrames(events: readonly TraceEvent[]): KeyFrames {
  const keys = events
    .filter((event) => isHeard(event, ['keydown']))
    .toSorted((a, b) => a.ts - b.ts);
  const frames = keys.flatMap((key, i) => {
    const next = keys[i + 1]?.ts ?? Infinity;
    const own = events.filter(({ pid, ts }) => pid === key.pid && ts >= key.ts && ts < next);
    return frameOf(key, own) ?? [];
  });
  const of = (what: Part | 'painted' | 'presented'): number =>
    median(frames.map((frame) => frame[what] / 1000));
  return {
    keys: frames.length,
    painted: of('painted'),
    presented: of('presented'),
    script: of('script'),
    style: of('style'),
    layout: of('layout'),
    paint: of('paint'),
  };
}

/** One key's frame, µs; null where it has none, as a key that is let go. */
function frameOf(
  key: TraceEvent,
  own: readonly TraceEvent[],
): Record<Part | 'painted' | 'presented', number> | null {
  const ordered = own.toSorted((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  const heard = ordered.find((event) => isHeard(event, ['input', 'click']));
  const frame = ordered.find(
    ({ name, ts }) => name === 'FireAnimationFrame' && ts > (heard?.ts ?? Infinity),
  );
  const last = ordered.find(({ name, ts }) => name === 'Layerize' && ts > (frame?.ts ?? Infinity));
  if (last === undefined) return null;
  const end = last.ts + (last.dur ?? 0);
  const shown = ordered.find(({ name, ts }) => name === 'AnimationFrame::Presentation' && ts > end);
  // The event begins to be handled after the key's own time stamp.
  const pressed =
    ordered.find(({ name, ph }) => name === 'EventTiming' && ph === 'b')?.ts ?? key.ts;
  const began = Math.min(pressed, key.ts);
  const work = ordered.filter(
    ({ ph, tid, ts, name }) => ph === 'X' && tid === key.tid && ts < end && name !== 'RunTask',
  );
  return { painted: end - began, presented: (shown?.ts ?? end) - began, ...partsOf(work) };
}

/** Time of each part: an event's own, without that of events within it. */
function partsOf(work: readonly TraceEvent[]): Record<Part, number> {
  const parts = { script: 0, style: 0, layout: 0, paint: 0 };
  const around: { readonly end: number; readonly part: Part }[] = [];
  for (const { name, ts, dur = 0 } of work) {
    while ((around.at(-1)?.end ?? Infinity) <= ts) around.pop();
    const part = PARTS[name] ?? 'script';
    parts[part] += dur;
    const outer = around.at(-1);
    if (outer !== undefined) parts[outer.part] -= dur;
    around.push({ end: ts + dur, part });
  }
  return parts;
}

function isHeard({ name, args }: TraceEvent, kinds: readonly string[]): boolean {
  return name === 'EventDispatch' && kinds.includes(args?.data?.type ?? '');
}
