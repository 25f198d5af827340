/** `<flash-timeline>`: lanes and charts that were there before script; gives them a cursor, zoom, and new data. */

import { html } from '../../text/html.ts';
import { bandHtml } from '../../charts/band.ts';
import { panelOf, type Panel } from '../../charts/panel.ts';
import { laneHtml } from '../../charts/lane.ts';
import { overlayHtml } from '../../charts/overlay.ts';
import { ticksHtml, timeAxis, type TimelineInput } from '../../charts/timeline.ts';
import type { Span } from '../../charts/time-axis.ts';
import { morph } from '../morph.ts';
import { createCursor, type Cursor } from './cursor.ts';
import type { Plot } from './plot.ts';

/** What is on the screen. */
interface Shown {
  readonly input: TimelineInput;
  readonly window: Span;
}

export class Timeline extends HTMLElement {
  #input: TimelineInput | null = null;
  #whole: Span | null = null;
  #window: Span | null = null;
  #judged: (Shown & { readonly panels: readonly Panel[] }) | null = null;
  #drawn: Shown | null = null;
  #plots: (Plot | null)[] = [];
  #cursor: Cursor | null = null;

  /** Takes new data; a window that showed everything goes on showing everything. */
  show(input: TimelineInput, window: Span | null): void {
    const isWhole = this.#window === null || this.#window === this.#whole;
    this.#input = input;
    this.#whole = input.window;
    this.#window = window ?? (isWhole || this.#window === null ? input.window : this.#window);
    this.#cursor ??= createCursor(this, {
      window: () => this.#window,
      panels: () => this.#panels(),
    });
    this.#draw();
    void this.#upgrade();
  }

  /** Sets the window; null: everything. */
  zoom(window: Span | null): void {
    this.#window = window ?? this.#whole;
    // Whoever listens asks for finer readings: they travel while what is there is drawn.
    this.dispatchEvent(new CustomEvent('flash-window', { detail: window }));
    if (!this.#isDrawn()) this.#draw();
  }

  /** Worked out once for what is shown: the cursor asks for them with every move. */
  #panels(): readonly Panel[] {
    const [input, window] = [this.#input, this.#window];
    if (input === null || window === null) return [];
    if (this.#judged?.input !== input || this.#judged.window !== window) {
      const panels = input.panels.map((panel) => panelOf(panel, window));
      this.#judged = { input, window, panels };
    }
    return this.#judged.panels;
  }

  /** A listener may have shown this window already. */
  #isDrawn(): boolean {
    const [drawn, window] = [this.#drawn, this.#window];
    return (
      drawn?.input === this.#input &&
      drawn?.window.from === window?.from &&
      drawn?.window.to === window?.to
    );
  }

  #draw(): void {
    const [input, window] = [this.#input, this.#window];
    if (input === null || window === null) return;
    this.#drawn = { input, window };
    this.#put(
      '[data-part="lanes"]',
      input.lanes.map((lane) => laneHtml(lane, window).text).join(''),
    );
    this.#put('[data-part="time"]', timeAxis(window).text);
    this.#panels().forEach((panel, i) => {
      const row = `[data-panel="${i}"]`;
      if (panel.states !== undefined) {
        const band = this.querySelector(`${row} [data-part="band"]`);
        // Made anew, not moved: what moves along with time is no page that shifts under a reader.
        if (band !== null) band.innerHTML = bandHtml(panel.series, panel.states, window).text;
        return;
      }
      this.#put(`${row} [data-part="unit"]`, html`${panel.display.unit}`.text);
      this.#put(`${row} [data-part="ticks"]`, ticksHtml(panel).text);
      const overlay = this.querySelector(`${row} [data-part="overlay"]`);
      if (overlay !== null) morph(overlay, inner(overlayHtml(panel, window).text));
      this.#plots[i]?.draw(panel, window);
    });
    this.dataset['last'] = String(lastDrawn(input));
    this.#cursor?.redraw();
  }

  #put(selector: string, markup: string): void {
    const place = this.querySelector(selector);
    if (place !== null) morph(place, markup);
  }

  /** Loads uPlot when the charts come into view, and lets it take the SVG's place. */
  async #upgrade(): Promise<void> {
    if (this.#plots.length > 0) return;
    const panels = this.#panels();
    this.#plots = panels.map(() => null);
    await seen(this);
    const { createPlot } = await import('./plot.ts');
    panels.forEach((_, i) => {
      const place = this.querySelector<HTMLElement>(`[data-panel="${i}"] [data-part="plot"]`);
      if (place !== null) this.#plots[i] = createPlot(place, (window) => this.zoom(window));
    });
    this.#draw();
  }
}

/** The time up to which the charts have data, ms: the newest reading, or the start of the last bucket that has one. */
function lastDrawn({ panels, newest = 0 }: TimelineInput): number {
  const starts = panels.map(({ series }) => {
    const i = series.min.findLastIndex((value) => value !== null);
    return i < 0 ? 0 : series.start + i * series.stepMs;
  });
  return Math.max(newest, ...starts);
}

function inner(markup: string): string {
  const template = document.createElement('template');
  template.innerHTML = markup;
  return template.content.firstElementChild?.innerHTML ?? '';
}

function seen(element: Element): Promise<void> {
  return new Promise((resolve) => {
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(element);
  });
}

customElements.define('flash-timeline', Timeline);
