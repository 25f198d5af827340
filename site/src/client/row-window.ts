/** Which rows of a list of any length stand where while it is scrolled: beyond what a browser can make high, scrolling takes larger steps. */

/** Browsers give up on elements higher than this. */
export const MOST_PX = 8_000_000;

/** A list and the part of its frame that shows rows, px. */
export interface RowsInView {
  readonly count: number;
  readonly rowPx: number;
  readonly viewPx: number;
}

export interface RowWindow {
  readonly first: number;
  readonly count: number;
  /** Pixels above the first row. */
  readonly top: number;
}

/** Pixels of scrolling for each pixel of the list, so that the end of one is the end of the other. */
export function scrollScale({ count, rowPx, viewPx }: RowsInView): number {
  const all = count * rowPx;
  return all <= MOST_PX ? 1 : (MOST_PX - viewPx) / (all - viewPx);
}

/** The row at the upper edge. */
export function rowAt(scrolled: number, rows: RowsInView): number {
  return Math.floor(scrolled / scrollScale(rows) / rows.rowPx);
}

/** The rows in sight and `margin` more on either side of them. */
export function windowAt(scrolled: number, rows: RowsInView, margin: number): RowWindow {
  const { count, rowPx, viewPx } = rows;
  const scale = scrollScale(rows);
  const seen = rowAt(scrolled, rows);
  const many = Math.min(count, Math.max(1, Math.ceil(viewPx / rowPx)) + 1 + 2 * margin);
  const wanted = Math.max(0, Math.min(seen - margin, count - many));
  if (scale === 1) return { first: wanted, count: many, top: wanted * rowPx };
  // Where the list is ahead of its scrolling there is no room for rows above.
  const ahead = scrolled / scale - scrolled;
  const first = Math.min(Math.max(wanted, Math.ceil(ahead / rowPx)), count - 1);
  return { first, count: Math.min(many, count - first), top: Math.max(0, first * rowPx - ahead) };
}

/** How far to scroll, no farther than a row needs to be in sight as a whole. */
export function scrollToReveal(at: number, scrolled: number, rows: RowsInView): number {
  const { rowPx, viewPx } = rows;
  const scale = scrollScale(rows);
  const least = Math.max(0, (at + 1) * rowPx - viewPx);
  const seen = scrolled / scale;
  // Whole pixels, as browsers scroll: rather a little too far than a row that is cut.
  if (at * rowPx < seen) return Math.floor(at * rowPx * scale);
  if (least > seen) return Math.ceil(least * scale);
  return scrolled;
}
