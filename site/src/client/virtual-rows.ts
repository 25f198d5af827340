/** Rows of a table of any length: only those in sight are there, and those that stay in sight stay as they are. */

import { keptFocus } from './row-focus.ts';
import {
  MOST_PX,
  rowAt,
  scrollScale,
  scrollToReveal,
  windowAt,
  type RowsInView,
  type RowWindow,
} from './row-window.ts';

/** Rows drawn above and below those in sight, so that a flick of the wheel does not show white. */
const MARGIN = 15;
const FALLBACK_ROW_PX = 36;
/** Until scrolling or typing is over. */
const REST_MS = 120;
/** Rows that are kept for when they come into sight again. */
const MOST_MADE = 1_000;

interface RowsSource {
  readonly count: number;
  /** HTML of rows, each with its `aria-rowindex`, which is its index plus two. */
  rows(first: number, count: number): string;
  /** What a row is of, where the same looks the same wherever it stands: its element is then used again. */
  key?(index: number): object | undefined;
}

type ShownRows = Pick<RowWindow, 'first' | 'count'>;

export class VirtualRows {
  readonly #frame: HTMLElement;
  readonly #body: HTMLElement;
  readonly #source: () => RowsSource;
  readonly #above: HTMLElement;
  readonly #below: HTMLElement;
  /** Elements by what they are of, the oldest first. */
  readonly #made = new Map<object, HTMLElement>();
  #resting: ReturnType<typeof setTimeout> | undefined;
  #rowPx = FALLBACK_ROW_PX;
  /** Height of the head, which covers as much of the rows. */
  #headPx = 0;
  /** The most of the rows that was in sight at once: the frame of a list of few is lower. */
  #mostPx = 0;
  #shown: ShownRows = { first: 0, count: 0 };

  /** Takes over the rows of the table in `frame`. */
  constructor(frame: HTMLElement, source: () => RowsSource) {
    this.#frame = frame;
    this.#body = frame.querySelector('tbody') ?? frame;
    this.#source = source;
    this.#above = spacer(frame);
    this.#below = spacer(frame);
  }

  /** Indices of the rows that are there. */
  get shown(): ShownRows {
    return this.#shown;
  }

  /** Index of the row at the upper edge. */
  get top(): number {
    return rowAt(this.#frame.scrollTop, this.#rows());
  }

  /** Draws nothing more: another list takes the frame over. */
  stop(): void {
    clearTimeout(this.#resting);
  }

  /** Draws everything again. */
  draw(): void {
    // Measured before anything is changed: afterwards it would make the browser lay out twice.
    this.#rowPx = this.#measured();
    this.#headPx = this.#frame.querySelector('thead')?.offsetHeight ?? 0;
    const focusAgain = keptFocus(this.#body);
    this.#paintInSight(true);
    focusAgain();
  }

  /** Draws what scrolling brought into sight. */
  follow(): void {
    const [next, shown] = [this.#wanted(), this.#shown];
    const moved = Math.abs(next.first - shown.first);
    // Whoever flies over the list sees no more of it than what is in sight.
    if (moved >= shown.count) return this.#paintInSight(false);
    // In larger steps the room above follows every one of them.
    if (moved >= MARGIN / 3 || scrollScale(this.#rows()) < 1 || next.count !== shown.count)
      this.#paint(false);
  }

  scrollTo(index: number): void {
    this.#frame.scrollTop = Math.ceil(index * this.#rowPx * scrollScale(this.#rows()));
    this.#paint(false);
  }

  /** Scrolls no farther than a row needs to be in sight, and returns it; null: there is no row. */
  reveal(index: number): HTMLElement | null {
    const at = Math.max(0, Math.min(this.#source().count - 1, index));
    const { scrollTop } = this.#frame;
    const wanted = scrollToReveal(at, scrollTop, this.#rows());
    if (wanted !== scrollTop) this.#frame.scrollTop = wanted;
    this.#paint(false);
    return this.#body.querySelector<HTMLElement>(`tr[aria-rowindex="${at + 2}"]`);
  }

  #rows(): RowsInView {
    const height = this.#frame.clientHeight || innerHeight;
    return {
      count: this.#source().count,
      rowPx: this.#rowPx,
      viewPx: Math.max(1, height - this.#headPx),
    };
  }

  /** Height of a row, the mean of those that are there. */
  #measured(): number {
    const rows = this.#body.querySelectorAll<HTMLElement>('tr[aria-rowindex]');
    const [first, last] = [rows[0], rows[rows.length - 1]];
    if (first === undefined || last === undefined) return this.#rowPx;
    const px = last.getBoundingClientRect().bottom - first.getBoundingClientRect().top;
    return px / rows.length || this.#rowPx;
  }

  #wanted(margin = MARGIN): RowWindow {
    return windowAt(this.#frame.scrollTop, this.#rows(), margin);
  }

  /** Draws what is in sight, and the rows around it once nothing more comes. */
  #paintInSight(isFresh: boolean): void {
    const { viewPx } = this.#rows();
    this.#mostPx = Math.max(this.#mostPx, viewPx);
    // A frame that is low may grow with what is drawn into it.
    this.#paint(isFresh, viewPx < this.#mostPx ? MARGIN : 0);
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.#paint(false), REST_MS);
  }

  #paint(isFresh: boolean, margin = MARGIN): void {
    const { first, count, top } = this.#wanted(margin);
    const known = this.#known({ first, count }, isFresh);
    const stays = new Set<Element>(known.values());
    for (const row of this.#body.querySelectorAll('tr[aria-rowindex]'))
      if (!stays.has(row)) row.remove();
    this.#fill({ first, count }, known);
    const total = Math.min(this.#source().count * this.#rowPx, MOST_PX);
    const below = Math.max(0, total - top - count * this.#rowPx);
    if (hasHeight(this.#above, top) && this.#above !== this.#body.firstElementChild)
      this.#body.prepend(this.#above);
    if (hasHeight(this.#below, below) && this.#below !== this.#body.lastElementChild)
      this.#body.append(this.#below);
    this.#shown = { first, count };
  }

  /** Rows of a window that are there already, by index. */
  #known({ first, count }: ShownRows, isFresh: boolean): ReadonlyMap<number, HTMLElement> {
    const known = new Map<number, HTMLElement>();
    const source = this.#source();
    for (let index = first; source.key !== undefined && index < first + count; index += 1) {
      const key = source.key(index);
      const row = key === undefined ? undefined : this.#made.get(key);
      if (row === undefined) continue;
      row.setAttribute('aria-rowindex', String(index + 2));
      known.set(index, row);
    }
    if (source.key !== undefined || isFresh) return known;
    for (const row of this.#body.querySelectorAll<HTMLElement>('tr[aria-rowindex]')) {
      const index = Number(row.getAttribute('aria-rowindex')) - 2;
      if (index >= first && index < first + count) known.set(index, row);
    }
    return known;
  }

  /** Puts rows in order; missing ones are made in as few pieces as there are gaps. */
  #fill({ first, count }: ShownRows, known: ReadonlyMap<number, HTMLElement>): void {
    let next = this.#body.querySelector('tr[aria-rowindex]');
    for (let index = first; index < first + count; index += 1) {
      const row = known.get(index);
      if (row !== undefined && row === next) next = row.nextElementSibling;
      else if (row !== undefined) this.#body.insertBefore(row, next);
      else {
        let end = index + 1;
        while (end < first + count && !known.has(end)) end += 1;
        this.#body.insertBefore(this.#make(index, end), next);
        index = end - 1;
      }
    }
  }

  /** Makes rows, and keeps those that may be used again. */
  #make(first: number, end: number): DocumentFragment {
    const source = this.#source();
    const template = document.createElement('template');
    template.innerHTML = source.rows(first, end - first);
    for (const [i, row] of [...template.content.children].entries()) {
      const key = source.key?.(first + i);
      if (key !== undefined && row instanceof HTMLElement) this.#made.set(key, row);
    }
    for (const key of this.#made.keys()) {
      if (this.#made.size <= MOST_MADE) break;
      this.#made.delete(key);
    }
    return template.content;
  }
}

function spacer(frame: HTMLElement): HTMLElement {
  const row = document.createElement('tr');
  row.className = 'space';
  row.setAttribute('aria-hidden', 'true');
  const cell = row.appendChild(document.createElement('td'));
  cell.colSpan = frame.querySelectorAll('thead th').length;
  return row;
}

/** Sets a height and returns whether there is any; without it the row has no place. */
function hasHeight(row: HTMLElement, px: number): boolean {
  const cell = row.firstElementChild;
  if (cell instanceof HTMLElement) cell.style.blockSize = `${px}px`;
  // A fraction of a pixel is what sums leave over.
  if (px < 0.5) row.remove();
  return px >= 0.5;
}
