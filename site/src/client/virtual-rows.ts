/** Rows of a table of any length: only those in sight are there, and those that stay in sight stay as they are. */

/** Rows drawn above and below those in sight, so that a flick of the wheel does not show white. */
const MARGIN = 15;
const FALLBACK_ROW_PX = 36;
/** Browsers give up on elements higher than this: longer lists scroll in larger steps. */
const MOST_PX = 8_000_000;
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

interface RowWindow {
  readonly first: number;
  readonly count: number;
}

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
  #shown: RowWindow = { first: 0, count: 0 };

  /** Takes over the rows of the table in `frame`. */
  constructor(frame: HTMLElement, source: () => RowsSource) {
    this.#frame = frame;
    this.#body = frame.querySelector('tbody') ?? frame;
    this.#source = source;
    this.#above = spacer(frame);
    this.#below = spacer(frame);
  }

  /** Indices of the rows that are there. */
  get shown(): RowWindow {
    return this.#shown;
  }

  /** Index of the row at the upper edge. */
  get top(): number {
    return Math.floor(this.#frame.scrollTop / (this.#rowPx * this.#scale()));
  }

  /** Draws nothing more: another list takes the frame over. */
  stop(): void {
    clearTimeout(this.#resting);
  }

  /** Draws everything again. */
  draw(): void {
    // Measured before anything is changed: afterwards it would make the browser lay out twice.
    this.#rowPx = this.#measured();
    this.#paintInSight(true);
  }

  /** Draws what scrolling brought into sight. */
  follow(): void {
    const [next, shown] = [this.#wanted(), this.#shown];
    const moved = Math.abs(next.first - shown.first);
    // Whoever flies over the list sees no more of it than what is in sight.
    if (moved >= shown.count) return this.#paintInSight(false);
    // In larger steps the room above follows every one of them.
    if (moved >= MARGIN / 3 || this.#scale() < 1 || next.count !== shown.count) this.#paint(false);
  }

  scrollTo(index: number): void {
    this.#frame.scrollTop = index * this.#rowPx * this.#scale();
    this.#paint(false);
  }

  /** Scrolls no farther than a row needs to be in sight, and returns it; null: there is no row. */
  reveal(index: number): HTMLElement | null {
    const at = Math.max(0, Math.min(this.#source().count - 1, index));
    const px = this.#rowPx * this.#scale();
    // The header covers as much as a row.
    const least = (at + 2) * px - this.#frame.clientHeight;
    const top = this.#frame.scrollTop;
    if (at * px < top || least > top)
      this.#frame.scrollTop = Math.min(at * px, Math.max(least, top));
    this.#paint(false);
    return this.#body.querySelector<HTMLElement>(`tr[aria-rowindex="${at + 2}"]`);
  }

  /** Pixels of the list for each pixel that its rows would take. */
  #scale(): number {
    return Math.min(1, MOST_PX / Math.max(1, this.#source().count * this.#rowPx));
  }

  /** Height of a row, the mean of those that are there. */
  #measured(): number {
    const rows = this.#body.querySelectorAll<HTMLElement>('tr[aria-rowindex]');
    const [first, last] = [rows[0], rows[rows.length - 1]];
    if (first === undefined || last === undefined) return this.#rowPx;
    const px = last.getBoundingClientRect().bottom - first.getBoundingClientRect().top;
    return px / rows.length || this.#rowPx;
  }

  #wanted(margin = MARGIN): RowWindow & { readonly top: number } {
    const { count } = this.#source();
    const [px, scale, scrolled] = [this.#rowPx, this.#scale(), this.#frame.scrollTop];
    const inSight = Math.ceil((this.#frame.clientHeight || innerHeight) / px);
    const seen = Math.floor(scrolled / (px * scale));
    const many = Math.min(count, inSight + 1 + 2 * margin);
    const first = Math.max(0, Math.min(seen - margin, count - many));
    const top = scale === 1 ? first * px : Math.max(0, scrolled - (seen - first) * px);
    return { first, count: many, top };
  }

  /** Draws what is in sight, and the rows around it once nothing more comes. */
  #paintInSight(isFresh: boolean): void {
    this.#paint(isFresh, 0);
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
  #known({ first, count }: RowWindow, isFresh: boolean): ReadonlyMap<number, HTMLElement> {
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
  #fill({ first, count }: RowWindow, known: ReadonlyMap<number, HTMLElement>): void {
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
