/** Lines that an import refused: the first ones for the screen, all of them for a file. */

/** Refused lines shown on the screen. */
const SHOWN = 20;

export interface Refused {
  /** The file as a person finds it. */
  readonly file: string;
  /** Null: what was refused has no line of its own. */
  readonly line: number | null;
  readonly reason: string;
  readonly raw: string;
}

/** The lines of the final report: `file:line: reason`, the first 20, then how many more. */
export function describeRefused(refused: readonly Refused[], reportFile: string | null): string[] {
  const lines = refused
    .slice(0, SHOWN)
    .map(({ file, line, reason }) =>
      line === null ? `  refused ${file}: ${reason}` : `  refused ${file}:${line}: ${reason}`,
    );
  const more = refused.length - SHOWN;
  if (more <= 0) return lines;
  const where = reportFile === null ? '--report FILE lists all' : `all are in ${reportFile}`;
  return [...lines, `  … and ${more} more refused lines (${where})`];
}

/** The report file: one refused line a row, tab separated, with a header. */
export function writeRefused(refused: readonly Refused[]): string {
  const rows = refused.map(({ file, line, reason, raw }) =>
    [file, line ?? '', reason, raw].join('\t'),
  );
  return `file\tline\treason\traw\n${rows.map((row) => `${row}\n`).join('')}`;
}

/** The raw text of a line as a fact carries it: the recorder keeps at most so many characters. */
export function trimRaw(raw: string): string {
  return raw.length <= 16_000 ? raw : `${raw.slice(0, 15_999)}…`;
}

/** A reason as a fact carries it. */
export function trimReason(reason: string): string {
  return reason.length <= 500 ? reason : `${reason.slice(0, 499)}…`;
}
