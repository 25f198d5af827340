/** One cursor over all panels: a time chosen by pointer or keys, its values beside the names of the curves and read out. */

import { noteTime } from '../../explore/charts-html.ts';
import type { NoteLane } from '../../explore/notes.ts';
import type { DrawnPanel } from '../../explore/panel-html.ts';
import { lastIn, NO_DATA, otherAt, valueAt } from '../../explore/readout.ts';
import type { Span } from '../../charts/time-axis.ts';
import { day } from '../../text/times.ts';

export interface CursorSource {
  readonly window: () => Span;
  readonly drawn: () => readonly DrawnPanel[];
  readonly lanes: () => readonly NoteLane[];
}

export interface Cursor {
  /** Covers the plots; takes focus and keys. */
  readonly slider: HTMLElement;
  readonly time: () => number | null;
  set(t: number | null): void;
  redraw(): void;
}

/** Share of the window within which a note is told. */
const NEAR = 0.006;
const KEYS =
  'arrow keys move it, shift faster; plus and minus zoom, page keys move the span, L is live';

/** Adds the cursor to the panels of an element. */
export function createCursor(host: HTMLElement, source: CursorSource): Cursor {
  const slider = document.createElement('div');
  slider.className = 'xcursor';
  slider.tabIndex = 0;
  slider.setAttribute('role', 'slider');
  slider.setAttribute('aria-label', `Time in the charts; ${KEYS}`);
  const line = document.createElement('i');
  line.hidden = true;
  const flag = document.createElement('b');
  line.append(flag);
  slider.append(line);
  let t: number | null = null;

  const draw = (): void => {
    const window = source.window();
    const isInside = t !== null && t >= window.from && t <= window.to;
    slider.setAttribute('aria-valuemin', String(window.from));
    slider.setAttribute('aria-valuemax', String(window.to));
    slider.setAttribute('aria-valuenow', String(isInside && t !== null ? t : window.to));
    line.hidden = !isInside;
    const said = fillValues(host, source.drawn(), isInside ? t : null, window);
    if (!isInside || t === null) {
      slider.setAttribute('aria-valuetext', 'no time chosen');
      return;
    }
    const share = (t - window.from) / (window.to - window.from);
    line.style.insetInlineStart = `${share * 100}%`;
    line.classList.toggle('late', share > 0.8);
    const when = `${day(t)} ${clockOf(t, window)} UTC`;
    const notes = notesAt(source.lanes(), t, window);
    flag.textContent = [when, ...notes].join(' · ');
    slider.setAttribute('aria-valuetext', [when, ...said, ...notes].join('; '));
  };
  return {
    slider,
    time: () => t,
    set(next) {
      const { from, to } = source.window();
      t = next === null ? null : Math.min(to, Math.max(from, next));
      draw();
    },
    redraw: draw,
  };
}

/** Milliseconds only where one could tell them apart. */
function clockOf(t: number, { from, to }: Span): string {
  const iso = new Date(t).toISOString();
  return to - from < 600_000 ? iso.slice(11, 23) : iso.slice(11, 19);
}

/** Writes each curve's value beside its name; without a time the newest of the window. Returns what was written, in words. */
function fillValues(
  host: HTMLElement,
  drawn: readonly DrawnPanel[],
  t: number | null,
  window: Span,
): readonly string[] {
  return drawn.flatMap(({ panel }) => {
    const row = host.querySelector(`[data-panel="${CSS.escape(panel.key)}"]`);
    return panel.curves.map((curve) => {
      const name = CSS.escape(curve.channel);
      const text = t === null ? (lastIn(curve, window)?.text ?? NO_DATA) : valueAt(curve, t);
      write(row?.querySelector(`[data-value="${name}"]`), text);
      const second = t === null ? null : otherAt(curve, t);
      write(row?.querySelector(`[data-other="${name}"]`), second ?? 'second span');
      const also = second === null ? '' : `, second span ${second}`;
      return `${panel.isSecond ? 'second span, ' : ''}${curve.label} ${text}${also}`;
    });
  });
}

function write(place: Element | null | undefined, text: string): void {
  if (place != null && place.textContent !== text) place.textContent = text;
}

function notesAt(lanes: readonly NoteLane[], t: number, { from, to }: Span): readonly string[] {
  const reach = (to - from) * NEAR;
  return lanes
    .flatMap(({ notes }) => notes)
    .filter((note) => t >= note.from - reach && t <= note.to + reach)
    .slice(-3)
    .map((note) => (note.from === note.to ? `${noteTime(note.from)} ${note.title}` : note.title));
}
