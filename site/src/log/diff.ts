/** The difference of two texts, line by line: the longest common subsequence (Hunt and McIlroy, 1976, as a table). */

export interface DiffLine {
  readonly is: 'same' | 'added' | 'removed';
  readonly text: string;
}

/** Longer texts are shown as removed and added whole: the table grows with the square. */
const MOST_LINES = 1_500;

/** Returns the lines of both, those that went before those that came. */
export function diffLines(before: string, after: string): readonly DiffLine[] {
  const [a, b] = [linesOf(before), linesOf(after)];
  if (a.length > MOST_LINES || b.length > MOST_LINES)
    return [...a.map(as('removed')), ...b.map(as('added'))];
  const width = b.length + 1;
  const common = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number): number => common[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      common[i * width + j] =
        a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  return walk(a, b, at);
}

function walk(
  a: readonly string[],
  b: readonly string[],
  at: (i: number, j: number) => number,
): readonly DiffLine[] {
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const isSame = i < a.length && j < b.length && a[i] === b[j];
    const isRemoved = j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1));
    if (isSame) lines.push({ is: 'same', text: a[i] ?? '' });
    else if (isRemoved) lines.push({ is: 'removed', text: a[i] ?? '' });
    else lines.push({ is: 'added', text: b[j] ?? '' });
    if (isSame || isRemoved) i += 1;
    if (isSame || !isRemoved) j += 1;
  }
  return lines;
}

function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.split('\n');
}

function as(is: DiffLine['is']): (text: string) => DiffLine {
  return (text) => ({ is, text });
}
