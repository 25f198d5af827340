/** Rows of a table of any length: only those in sight are there, and those that stay in sight stay as they are. */

/** Rows drawn above and below those in sight, so that a flick of the wheel does not show white. */
const MARGIN = 15;
const FALLBACK_ROW_PX = 36;
/** Browsers give up on elements higher than this: longer lists scroll in larger steps. */
const MOST_PX = 8_000_000;

interface RowsSource {
  readonly count: number;
  /** HTML of rows, each with its `aria-rowindex`, which is its index plus two. */
  rows(first: number, count: number): string;
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

  /** Draws everything again. */
  draw(): void {
    this.#paint(true);
    const row = this.#body.querySelector<HTMLElement>('tr[aria-rowindex]');
    const px = row?.getBoundingClientRect().height || this.#rowPx;
    if (Math.abs(px - this.#rowPx) < 0.01) return;
    this.#rowPx = px;
    this.#paint(false);
  }

  /** Draws what scrolling brought into sight. */
  follow(): void {
    const next = this.#wanted();
    const isFar = Math.abs(next.first - this.#shown.first) >= MARGIN / 3;
    // In larger steps the room above follows every one of them.
    if (isFar || this.#scale() < 1 || next.count !== this.#shown.count) this.#paint(false);
  }

  scrollTo(index: number): void {
    this.#frame.scrollTop = index * this.#rowPx * this.#scale();
    this.#paint(false);
  }

  /** Pixels of the list for each pixel that its rows would take. */
  #scale(): number {
    return Math.min(1, MOST_PX / Math.max(1, this.#source().count * this.#rowPx));
  }

  #wanted(): RowWindow & { readonly top: number } {
    const { count } = this.#source();
    const [px, scale, scrolled] = [this.#rowPx, this.#scale(), this.#frame.scrollTop];
    const inSight = Math.ceil((this.#frame.clientHeight || innerHeight) / px);
    const seen = Math.floor(scrolled / (px * scale));
    const many = Math.min(count, inSight + 2 * MARGIN);
    const first = Math.max(0, Math.min(seen - MARGIN, count - many));
    const top = scale === 1 ? first * px : Math.max(0, scrolled - (seen - first) * px);
    return { first, count: many, top };
  }

  #paint(isFresh: boolean): void {
    const { first, count, top } = this.#wanted();
    const there = new Map<number, HTMLElement>();
    for (const row of this.#body.querySelectorAll<HTMLElement>('tr[aria-rowindex]')) {
      const index = Number(row.getAttribute('aria-rowindex')) - 2;
      if (isFresh || index < first || index >= first + count) row.remove();
      else there.set(index, row);
    }
    if (this.#above.parentNode !== this.#body)
      this.#body.replaceChildren(this.#above, ...there.values(), this.#below);
    this.#fill({ first, count }, there);
    const total = Math.min(this.#source().count * this.#rowPx, MOST_PX);
    setHeight(this.#above, top);
    setHeight(this.#below, Math.max(0, total - top - count * this.#rowPx));
    this.#shown = { first, count };
  }

  /** Missing rows are made in as few pieces as there are gaps. */
  #fill({ first, count }: RowWindow, there: ReadonlyMap<number, HTMLElement>): void {
    let index = first;
    while (index < first + count) {
      let end = index;
      while (end < first + count && !there.has(end)) end += 1;
      if (end > index) {
        const template = document.createElement('template');
        template.innerHTML = this.#source().rows(index, end - index);
        this.#body.insertBefore(template.content, there.get(end) ?? this.#below);
      }
      index = end + 1;
    }
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

function setHeight(row: HTMLElement, px: number): void {
  const cell = row.firstElementChild;
  if (cell instanceof HTMLElement) cell.style.blockSize = `${px}px`;
  row.hidden = px === 0;
}
