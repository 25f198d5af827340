/** The page of charts: the address says what is shown; data come through the manifest, finer as one looks closer, newer while it is live. */

import { loadNow, loadTail } from '#site/snapshot/load-live.ts';
import type { Manifest } from '#site/snapshot/schema/manifest.ts';
import type { ChannelNow, Now } from '#site/snapshot/schema/now.ts';
import type { Tail } from '#site/snapshot/schema/tail.ts';
import type { Span } from '../../charts/time-axis.ts';
import type { ChartData } from '../../explore/load.ts';
import { MARGIN } from '../../explore/margin.ts';
import { readChartData } from '../../explore/page-data.ts';
import { askedCharts, pageParts, type Part } from '../../explore/page.ts';
import { panelTools } from '../../explore/panel-tools.ts';
import { writeChartsQuery, type ChartsQuery } from '../../explore/query.ts';
import { MINUTE, spanAt } from '../../explore/span.ts';
import { viewOf, type ChartView } from '../../explore/view.ts';
import { fetchKept, type FeedState } from '../feed.ts';
import { morph } from '../morph.ts';
import { createCursor, type Cursor } from './cursor.ts';
import { createPanels, type Panels } from './panels.ts';

/** Points of a panel. */
const MOST_BUCKETS = 2_000;
/** While a window is pulled, what comes into sight is asked for this often. */
const ON_THE_WAY_MS = 200;

const AROUND = ['controls', 'chooser', 'status', 'notes', 'twin'] as const;

type Place = Part | 'data';

export function placeOf(name: Place): HTMLElement | null {
  return document.querySelector(`[data-x="${name}"]`);
}

export class ChartsRoom {
  readonly host: HTMLElement;
  readonly cursor: Cursor;
  readonly #panels: Panels;
  readonly #read = fetchKept();
  readonly #brought: ChartData;
  #data: ChartData;
  #manifest: Manifest | null = null;
  #now: Now | null = null;
  #tail: Pick<Tail, 'readings'> | null;
  #paths: { tail: string; series: string };
  /** What now is by the last publication, UTC ms. */
  #at: number;
  #query: ChartsQuery;
  #isUsual: boolean;
  #window: Span;
  #view: ChartView;
  #turn = 0;
  #isMoving = false;
  /** Whether anybody has looked closer than the page as it came. */
  #isTouched = false;
  #frame = 0;
  #wayTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: HTMLElement) {
    this.host = host;
    this.#at = Number(host.dataset['at']);
    const { data, tail } = readChartData(placeOf('data')?.textContent ?? '');
    [this.#brought, this.#data, this.#tail] = [data, data, tail];
    this.#paths = { tail: tail.path, series: '' };
    const { query, isUsual } = this.#asked();
    [this.#query, this.#isUsual, this.#window] = [query, isUsual, this.#data.window];
    this.#view = viewOf(query, data, tail);
    this.#panels = createPanels(host);
    this.cursor = createCursor(host, {
      window: () => this.#window,
      drawn: () => this.#panels.drawn(),
      lanes: () => this.#view.lanes,
    });
    host.append(this.cursor.slider);
    this.#draw();
  }

  get window(): Span {
    return this.#window;
  }

  get at(): number {
    return this.#at;
  }

  get query(): ChartsQuery {
    return this.#query;
  }

  get view(): ChartView {
    return this.#view;
  }

  get snapshotId(): string {
    return this.#manifest?.id ?? 'not known';
  }

  /** All channels of the snapshot; none before it is known. */
  async channels(): Promise<readonly ChannelNow[]> {
    return this.#manifest === null ? [] : (await this.#nowOf(this.#manifest)).channels;
  }

  /** Where the channels are not known yet, what the page drew is. */
  #asked(): ReturnType<typeof askedCharts> {
    const channels = this.#now?.channels ?? this.#brought.channels.map(asNow);
    return askedCharts(new URLSearchParams(location.search), channels, this.#at);
  }

  async #nowOf({ assets }: Manifest): Promise<Now> {
    this.#now ??= await loadNow(this.#read, assets.now);
    return this.#now;
  }

  #draw(): void {
    this.#view = viewOf(this.#query, this.#data, this.#tail);
    this.#panels.show(this.#view, this.#window, (panel) => panelTools(this.#query, panel));
    this.cursor.redraw();
  }

  /** What is around the charts; a field that somebody writes in keeps what was written. */
  #drawAround(names: readonly Part[] = AROUND): void {
    const shown = {
      query: this.#query,
      isUsual: this.#isUsual,
      window: this.#window,
      at: this.#at,
      view: this.#view,
    };
    const parts = pageParts(shown, this.#now?.channels ?? null);
    for (const name of names) {
      const [place, markup] = [placeOf(name), parts[name]()];
      if (place !== null && markup !== null) morph(place, markup.text);
    }
    for (const input of placeOf('controls')?.querySelectorAll('input') ?? []) {
      if (input === document.activeElement) continue;
      input.value = input.defaultValue;
      input.checked = input.defaultChecked;
    }
  }

  /** Loads what the window asks for; what was asked for later goes before what was asked for earlier. */
  async load(): Promise<void> {
    const manifest = this.#manifest;
    if (manifest === null) return;
    this.#isTouched = true;
    this.#turn += 1;
    const mine = this.#turn;
    const lanes = this.#isMoving ? this.#data.lanes : null;
    this.host.setAttribute('aria-busy', 'true');
    try {
      const [{ loadFrom }, now, tail] = await Promise.all([
        import('./loading.ts'),
        this.#nowOf(manifest),
        loadTail(this.#read, manifest.assets.tail),
      ]);
      const loading = { window: this.#window, mostBuckets: MOST_BUCKETS, lanes };
      const found = await loadFrom(manifest, now, this.#query, loading);
      if (mine !== this.#turn) return;
      [this.#data, this.#tail] = [found, tail];
      this.#say(null);
      this.#draw();
      if (!this.#isMoving) this.#drawAround();
    } catch {
      if (mine === this.#turn)
        this.#say(
          'Readings of this span could not be loaded: older ones are drawn, where there are any.',
        );
    } finally {
      if (mine === this.#turn) this.host.removeAttribute('aria-busy');
    }
  }

  #say(text: string | null): void {
    const old = this.host.parentElement?.querySelector('[data-x-trouble]');
    if (text === null) old?.remove();
    if (text === null || old != null) return;
    const line = document.createElement('p');
    line.className = 'note attention';
    line.dataset['xTrouble'] = '';
    line.setAttribute('role', 'status');
    line.textContent = text;
    this.host.before(line);
  }

  /** Shows what the address asks for now. */
  async goTo(): Promise<void> {
    this.#isMoving = false;
    if (this.#manifest !== null) await this.#nowOf(this.#manifest).catch(() => null);
    const { query, isUsual, window } = this.#asked();
    [this.#query, this.#isUsual, this.#window] = [query, isUsual, window];
    this.#draw();
    this.#drawAround();
    await this.load();
  }

  /** Makes a query the address, and shows it. */
  async go(query: ChartsQuery): Promise<void> {
    history.pushState(null, '', writeChartsQuery(query));
    await this.goTo();
  }

  /** A window on the way; the first of a gesture is one step of the way back, the rest of it is none. */
  move(next: Span): void {
    this.#query = { ...this.#query, span: { kind: 'fixed', ...next } };
    if (!this.#isMoving) history.pushState(null, '', writeChartsQuery(this.#query));
    this.#isMoving = true;
    this.#window = next;
    if (this.#frame === 0)
      this.#frame = requestAnimationFrame(() => {
        this.#frame = 0;
        this.#panels.move(this.#window);
        if (this.cursor.time() !== null) this.cursor.redraw();
      });
    if (this.#wayTimer === undefined)
      this.#wayTimer = setTimeout(() => {
        this.#wayTimer = undefined;
        if (this.#isMoving && needsMore(this.#data.window, this.#window)) void this.load();
      }, ON_THE_WAY_MS);
  }

  /** A gesture is over: axes fit what is seen, and the address says where it ended. */
  settle(): void {
    if (!this.#isMoving) return;
    this.#isMoving = false;
    history.replaceState(null, '', writeChartsQuery(this.#query));
    this.#draw();
    this.#drawAround();
    void this.load();
  }

  /** Goes on with the data, over a span as long as the one that is shown. */
  goLive(): void {
    const { from, to } = this.#window;
    const ms = Math.max(MINUTE, Math.round((to - from) / MINUTE) * MINUTE);
    void this.go({ ...this.#query, span: { kind: 'last', ms } });
  }

  /** A page that nobody touches stays as light as it came; who points at it wants to look closer. */
  async touch(): Promise<void> {
    if (!this.#isTouched) await this.load();
  }

  /** Takes a new state of the snapshot: only a span that goes on moves with it; one that ends later than now gets what comes. */
  async take({ manifest }: FeedState): Promise<void> {
    if (manifest === null) return;
    const isFirst = this.#manifest === null;
    const isLive = this.#query.span.kind === 'last';
    const isOpen = isLive || this.#window.to > this.#at;
    this.#manifest = manifest;
    this.#at = Math.max(this.#at, manifest.generated_at);
    // A static host serves the same page whatever the address asks for.
    if (isFirst && (this.host.dataset['drawn'] ?? '') !== location.search) return this.goTo();
    if (this.#isMoving || !isOpen) return;
    const { tail, series } = manifest.assets;
    if (tail.path !== this.#paths.tail) this.#tail = await loadTail(this.#read, tail);
    const isOther = this.#paths.series !== '' && series.path !== this.#paths.series;
    this.#paths = { tail: tail.path, series: series.path };
    if (isLive) this.#window = spanAt(this.#query.span, this.#at);
    this.#draw();
    this.#drawAround(['status']);
    // What is declared of channels may have changed with the tiles.
    if (isOther) this.#now = null;
    if (isOther) await this.load();
  }
}

/** Whether a window on the way leaves what was loaded with its margin, or is so much narrower that points are coarse. */
function needsMore(loaded: Span, { from, to }: Span): boolean {
  const margin = (loaded.to - loaded.from) * MARGIN;
  const isBeyond = from < loaded.from - margin || to > loaded.to + margin;
  return isBeyond || (to - from) * 2 < loaded.to - loaded.from;
}

/** What the page drew, as a channel of which no more is known. */
function asNow(channel: ChartData['channels'][number]): ChannelNow {
  const unread = { t: null, value: null, quality: null, goodT: null, goodValue: null };
  return { ...channel, staleAfterMs: channel.staleMs, ...unread };
}
