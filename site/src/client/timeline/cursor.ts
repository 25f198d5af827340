/** One cursor through all charts of a timeline: by pointer and by keyboard, read out below in words. */

import { showText } from '#telemetry/units.ts';
import { lookOf, stretchesOf } from '../../charts/band.ts';
import type { Panel } from '../../charts/panel.ts';
import { qualityWord } from '../../charts/overlay.ts';
import type { Span } from '../../charts/time-axis.ts';
import { html } from '../../text/html.ts';
import { symbols } from '../../text/parts.ts';
import { clock, day } from '../../text/times.ts';

export interface Cursor {
  redraw(): void;
}

interface CursorSource {
  readonly window: () => Span | null;
  readonly panels: () => readonly Panel[];
}

/** Adds the cursor and its readout to a timeline. */
export function createCursor(host: HTMLElement, source: CursorSource): Cursor {
  const { slider, line, readout } = addElements(host);
  let t: number | null = null;

  const draw = (): void => {
    const window = source.window();
    if (window === null) return;
    slider.setAttribute('aria-valuemin', String(window.from));
    slider.setAttribute('aria-valuemax', String(window.to));
    slider.setAttribute('aria-valuenow', String(t ?? window.from));
    line.hidden = t === null || t < window.from || t > window.to;
    if (t === null) return;
    line.style.insetInlineStart = `${((t - window.from) / (window.to - window.from)) * 100}%`;
    const values = source.panels().map((panel) => ({ panel, text: valueAt(panel, t ?? 0) }));
    const when = `${day(t)} ${clock(t)} UTC`;
    readout.innerHTML = html`<b>${when}</b
      >${values.map(({ panel, text }) => html`<span>${symbols(panel.label)} ${text}</span>`)}`.text;
    slider.setAttribute(
      'aria-valuetext',
      `${when}. ${values.map(({ panel, text }) => `${panel.label} ${text}`).join('; ')}`,
    );
  };
  const set = (next: number | null): void => {
    const window = source.window();
    t = next === null || window === null ? next : Math.min(window.to, Math.max(window.from, next));
    draw();
  };

  listen(host, slider, source, () => t, set);
  return { redraw: draw };
}

function addElements(host: HTMLElement) {
  const slider = document.createElement('div');
  slider.className = 'cursor';
  slider.tabIndex = 0;
  slider.setAttribute('role', 'slider');
  slider.setAttribute('aria-label', 'Time in the charts; arrow keys move, shift moves faster');
  const line = document.createElement('i');
  line.hidden = true;
  slider.append(line);
  const readout = host.parentElement?.querySelector('.readout');
  if (readout == null) throw new Error('no readout');
  readout.classList.remove('waiting');
  host.append(slider);
  return { slider, line, readout };
}

function listen(
  host: HTMLElement,
  slider: HTMLElement,
  source: CursorSource,
  get: () => number | null,
  set: (t: number | null) => void,
): void {
  host.addEventListener('pointermove', (event) => {
    const window = source.window();
    const box = slider.getBoundingClientRect();
    if (window === null || event.clientX < box.left) return;
    set(window.from + ((event.clientX - box.left) / box.width) * (window.to - window.from));
  });
  slider.addEventListener('keydown', (event) => {
    const window = source.window();
    if (window === null) return;
    const step =
      (source.panels()[0]?.series.stepMs ?? (window.to - window.from) / 100) *
      (event.shiftKey ? 10 : 1);
    const from = get() ?? window.from;
    const moves: Readonly<Record<string, number>> = {
      ArrowRight: from + step,
      ArrowLeft: from - step,
      Home: window.from,
      End: window.to,
    };
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    set(next);
  });
}

/** The value of the bucket at a time, or why there is none. */
function valueAt({ series, unit, states }: Panel, t: number): string {
  if (states !== undefined) {
    const at = stretchesOf(series, states.bridgeMs).find(({ from, to }) => t >= from && t < to);
    return at === undefined ? 'no data' : lookOf(states, at.value).text;
  }
  const i = Math.floor((t - series.start) / series.stepMs);
  const [low, high] = [series.min[i] ?? null, series.max[i] ?? null];
  if (low === null || high === null) {
    const bad = series.notGood.find(({ from, to }) => t >= from && t <= to + series.stepMs);
    return bad === undefined ? 'no data' : qualityWord(bad.quality);
  }
  return showText(series.mean[i] ?? (low + high) / 2, unit);
}
