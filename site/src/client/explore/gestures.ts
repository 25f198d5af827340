/** Moving through time by pointer, fingers, wheel and keys: what is done with the window, not what is drawn. */

import type { Span } from '../../charts/time-axis.ts';
import { changedSpan } from '../../explore/span.ts';
import type { Cursor } from './cursor.ts';

export interface GestureHost {
  readonly window: () => Span;
  /** What now is, UTC ms. */
  readonly at: () => number;
  /** A window on the way: it is drawn, and the address follows when the gesture is over. */
  move(window: Span): void;
  /** The gesture is over. */
  settle(): void;
  /** Goes on with the data. */
  goLive(): void;
}

const LEAST_SELECTION_PX = 6;
/** A wheel has no end of its own. */
const WHEEL_REST_MS = 220;
const ZOOM_PER_PX = 1 / 400;

/** Listens on the cursor's slider, which covers the plots. */
export function listenToGestures(host: HTMLElement, cursor: Cursor, to: GestureHost): void {
  const { slider } = cursor;
  const timeAt = (clientX: number, window = to.window()): number => {
    const box = slider.getBoundingClientRect();
    return window.from + ((clientX - box.left) / box.width) * (window.to - window.from);
  };
  listenToPointers(host, cursor, to, timeAt);
  listenToWheel(slider, to, timeAt);
  slider.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (press(event, cursor, to)) event.preventDefault();
  });
  slider.addEventListener('dblclick', () => {
    to.move(changedSpan(to.window(), { times: 2 }, to.at()));
    to.settle();
  });
}

type TimeAt = (clientX: number, window?: Span) => number;

/** Mouse: drag selects, shift or the middle button pulls. Touch: one finger pulls, two stretch. */
function listenToPointers(
  host: HTMLElement,
  cursor: Cursor,
  to: GestureHost,
  timeAt: TimeAt,
): void {
  const { slider } = cursor;
  const fingers = new Map<number, number>();
  const selection = document.createElement('span');
  selection.hidden = true;
  slider.append(selection);
  let start: { readonly x: number; readonly window: Span; readonly pulls: boolean } | null = null;
  let pinch: { readonly a: number; readonly b: number } | null = null;

  slider.addEventListener('pointerdown', (event) => {
    if (event.button > 1) return;
    fingers.set(event.pointerId, event.clientX);
    slider.setPointerCapture(event.pointerId);
    const isTouch = event.pointerType === 'touch';
    start = {
      x: event.clientX,
      window: to.window(),
      pulls: isTouch || event.shiftKey || event.button === 1,
    };
    const [a, b] = [...fingers.values()];
    pinch = a === undefined || b === undefined ? null : { a: timeAt(a), b: timeAt(b) };
  });
  slider.addEventListener('pointermove', (event) => {
    if (!fingers.has(event.pointerId)) return cursor.set(timeAt(event.clientX));
    fingers.set(event.pointerId, event.clientX);
    if (pinch !== null) return to.move(pinched(slider, [...fingers.values()], pinch, to));
    if (start === null) return;
    if (start.pulls) return to.move(pulled(slider, start, event.clientX, to.at()));
    cursor.set(timeAt(event.clientX));
    select(slider, selection, start.x, event.clientX);
  });
  const end = (event: PointerEvent): void => {
    if (!fingers.delete(event.pointerId)) return;
    const begun = start;
    const wasPinch = pinch !== null;
    selection.hidden = true;
    if (fingers.size === 0) [start, pinch] = [null, null];
    if (begun === null || fingers.size > 0) return;
    const isFar = Math.abs(event.clientX - begun.x) >= LEAST_SELECTION_PX;
    if (event.type === 'pointercancel' || (!isFar && !wasPinch)) {
      cursor.set(timeAt(event.clientX));
      return;
    }
    if (!begun.pulls) to.move(between(timeAt(begun.x), timeAt(event.clientX)));
    to.settle();
  };
  slider.addEventListener('pointerup', end);
  slider.addEventListener('pointercancel', end);
  host.addEventListener('pointerleave', () => cursor.set(null));
}

function between(a: number, b: number): Span {
  const [from, to] = [Math.min(a, b), Math.max(a, b)];
  return changedSpan({ from, to }, {}, to);
}

function pulled(
  slider: HTMLElement,
  { x, window }: { readonly x: number; readonly window: Span },
  clientX: number,
  at: number,
): Span {
  const share = (x - clientX) / slider.getBoundingClientRect().width;
  return changedSpan(window, { share }, at);
}

/** The times that were under the two fingers stay under them. */
function pinched(
  slider: HTMLElement,
  [x1 = 0, x2 = 1]: readonly number[],
  { a, b }: { readonly a: number; readonly b: number },
  to: GestureHost,
): Span {
  const box = slider.getBoundingClientRect();
  const window = to.window();
  const wanted = ((b - a) / (x2 - x1)) * box.width;
  if (!(wanted > 0)) return window;
  const from = a - ((x1 - box.left) / box.width) * wanted;
  return changedSpan({ from, to: from + wanted }, {}, to.at());
}

function select(slider: HTMLElement, selection: HTMLElement, a: number, b: number): void {
  const box = slider.getBoundingClientRect();
  selection.hidden = Math.abs(b - a) < LEAST_SELECTION_PX;
  selection.style.insetInlineStart = `${Math.max(0, Math.min(a, b) - box.left)}px`;
  selection.style.inlineSize = `${Math.abs(b - a)}px`;
}

/** With control (a pinch on a trackpad too) the wheel zooms at the pointer; sideways, or with shift, it moves; else the page scrolls. */
function listenToWheel(slider: HTMLElement, to: GestureHost, timeAt: TimeAt): void {
  let rest: ReturnType<typeof setTimeout> | undefined;
  slider.addEventListener(
    'wheel',
    (event) => {
      const zooms = event.ctrlKey || event.metaKey || event.altKey;
      const across = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      if (!zooms && Math.abs(across) <= (event.shiftKey ? 0 : Math.abs(event.deltaY))) return;
      event.preventDefault();
      const window = to.window();
      const change = zooms
        ? { times: Math.exp(event.deltaY * ZOOM_PER_PX), around: timeAt(event.clientX) }
        : { share: across / slider.getBoundingClientRect().width };
      to.move(changedSpan(window, change, to.at()));
      clearTimeout(rest);
      rest = setTimeout(() => to.settle(), WHEEL_REST_MS);
    },
    { passive: false },
  );
}

/** Returns whether the key meant something. */
function press(event: KeyboardEvent, cursor: Cursor, to: GestureHost): boolean {
  const window = to.window();
  const step = ((window.to - window.from) / 200) * (event.shiftKey ? 10 : 1);
  const t = cursor.time();
  const around = t === null ? {} : { around: t };
  const times: Readonly<Record<string, number>> = {
    ArrowRight: (t ?? window.from - step) + step,
    ArrowLeft: (t ?? window.to + step) - step,
    Home: window.from,
    End: window.to,
  };
  const changes: Readonly<Record<string, Parameters<typeof changedSpan>[1]>> = {
    '+': { times: 0.5, ...around },
    '=': { times: 0.5, ...around },
    '-': { times: 2, ...around },
    PageUp: { share: -0.5 },
    PageDown: { share: 0.5 },
  };
  const [time, change] = [times[event.key], changes[event.key]];
  if (time !== undefined) cursor.set(time);
  else if (change !== undefined) {
    to.move(changedSpan(window, change, to.at()));
    to.settle();
  } else if (event.key === 'l' || event.key === 'L') to.goLive();
  else if (event.key === 'Escape') cursor.set(null);
  else return false;
  return true;
}
