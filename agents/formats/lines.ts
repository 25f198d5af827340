/** Text of log files as numbered lines, with a cut last line told apart. */

/** One line without its end of line; `isComplete` is false for a last line that has none. */
export interface Line {
  readonly text: string;
  readonly number: number;
  readonly isComplete: boolean;
}

/**
 * Splits text into lines at LF, with or without CR before it; the numbers start at `first`.
 *
 * A last piece without an end of line is given with `isComplete` false: it may have been cut in the
 * middle of a number, so whoever reads the file decides whether to wait for the rest or to report it.
 */
export function* splitLines(text: string, first = 1): Generator<Line> {
  let start = 0;
  let number = first;
  while (start < text.length) {
    const end = text.indexOf('\n', start);
    if (end < 0) {
      yield { text: text.slice(start), number, isComplete: false };
      return;
    }
    let stop = end;
    while (stop > start && text.charCodeAt(stop - 1) === 13) stop -= 1;
    yield { text: text.slice(start, stop), number, isComplete: true };
    start = end + 1;
    number += 1;
  }
}
