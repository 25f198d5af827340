/** Rows of a table of any length: only those in sight are there, and those that stay in sight stay as they are. */

/** Rows drawn above and below those in sight, so that a flick of the wheel does not show white. */
const MARGIN = 15;
const FALLBACK_ROW_PX = 36;
/** Browsers give up on elements higher than this: longer lists scroll in larger steps. */
const MOST_PX = 8_000_000;

export interface RowsSource {
  readonly count: number;
  /** HTML of rows, each with its `aria-rowindex`, which is its index plus two. */
  rows(first: number, count: number): string;
}

export interface VirtualRows {
  /** Draws everything again. */
  draw(): void;
  /** Draws what scrolling brought into sight. */
  follow(): void;
  scrollTo(index: number): void;
  /** Indices of the rows that are there. */
  window(): { readonly first: number; readonly count: number };
}

/** Takes over the rows of the table in `frame`. */
export function createVirtualRows(frame: HTMLElement, source: () => RowsSource): VirtualRows {
  const body = frame.querySelector('tbody') ?? frame;
  let rowPx = FALLBACK_ROW_PX;
  let first = 0;
  let shown = 0;
  const above = spacer(frame);
  const below = spacer(frame);

  /** Top of the row that is `index`-th, were all of them there. */
  const scaled = (count: number): number => Math.min(1, MOST_PX / Math.max(1, count * rowPx));
  const measure = (): void => {
    const row = body.querySelector<HTMLElement>('tr[aria-rowindex]');
    rowPx = row?.getBoundingClientRect().height || rowPx;
  };
  const place = (): { first: number; count: number; top: number } => {
    const { count } = source();
    const inSight = Math.ceil((frame.clientHeight || innerHeight) / rowPx);
    const seen = Math.floor(frame.scrollTop / (rowPx * scaled(count)));
    const many = Math.min(count, inSight + 2 * MARGIN);
    const from = Math.max(0, Math.min(seen - MARGIN, count - many));
    const top = scaled(count) === 1 ? from * rowPx : frame.scrollTop - (seen - from) * rowPx;
    return { first: from, count: many, top: Math.max(0, top) };
  };
  const paint = (isFresh: boolean): void => {
    const { count } = source();
    const next = place();
    const last = next.first + next.count;
    const there = new Map<number, HTMLElement>();
    for (const row of body.querySelectorAll<HTMLElement>('tr[aria-rowindex]')) {
      const index = Number(row.getAttribute('aria-rowindex')) - 2;
      if (isFresh || index < next.first || index >= last) row.remove();
      else there.set(index, row);
    }
    if (above.parentNode !== body) body.replaceChildren(above, ...there.values(), below);
    fill(next.first, next.count, there);
    const total = Math.min(count * rowPx, MOST_PX);
    setHeight(above, next.top);
    setHeight(below, Math.max(0, total - next.top - next.count * rowPx));
    first = next.first;
    shown = next.count;
  };
  /** Missing rows are made in as few pieces as there are gaps. */
  const fill = (from: number, count: number, there: ReadonlyMap<number, HTMLElement>): void => {
    for (let index = from; index < from + count; index += 1) {
      if (there.has(index)) continue;
      let end = index;
      while (end < from + count && !there.has(end)) end += 1;
      const template = document.createElement('template');
      template.innerHTML = source().rows(index, end - index);
      body.insertBefore(template.content, there.get(end) ?? below);
      index = end;
    }
  };
  return {
    draw() {
      paint(true);
      const before = rowPx;
      measure();
      if (Math.abs(before - rowPx) > 0.5) paint(false);
    },
    follow() {
      const next = place();
      const isFar = Math.abs(next.first - first) >= MARGIN / 3;
      const isLong = scaled(source().count) < 1;
      if (isFar || isLong || next.count !== shown) paint(isLong);
    },
    scrollTo(index) {
      frame.scrollTop = index * rowPx * scaled(source().count);
      paint(false);
    },
    window: () => ({ first, count: shown }),
  };
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
