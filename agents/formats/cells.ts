/** The cells of one line of a table. */

/** Splits at a separator outside double quotes; a doubled quote within quotes is one. */
function splitQuoted(line: string, separator: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const letter = line[at] ?? '';
    if (letter === '"' && isQuoted && line[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (letter === '"') isQuoted = !isQuoted;
    else if (letter === separator && !isQuoted) {
      cells.push(cell.trim());
      cell = '';
    } else cell += letter;
  }
  cells.push(cell.trim());
  return cells;
}

/** Cells of a line, without blanks around them and without quotes; one trailing separator is not a cell. */
export function cellsOf(line: string, separator: string): string[] {
  const isBlank = separator === 'blank';
  const cells = isBlank
    ? line.trim().replaceAll('"', '').split(/\s+/)
    : line.includes('"')
      ? splitQuoted(line, separator)
      : line.split(separator).map((cell) => cell.trim());
  if (cells.length > 1 && cells.at(-1) === '') cells.pop();
  return cells;
}
