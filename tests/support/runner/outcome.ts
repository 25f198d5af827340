/** What one test ended with; the one shape that every kind of stage reports in. */

/** One finished test. The reporters write it as a line of JSON behind `OUTCOME_MARK`. */
export interface Outcome {
  /** Path below the top of the clone, or the name of a static check. */
  readonly file: string;
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  /** Why it failed (with its stack) or was skipped; empty for a pass. */
  readonly reason: string;
  readonly ms: number;
}

/** Stands before each outcome on a reporter's output, so that stray lines are told apart. */
export const OUTCOME_MARK = '\u0001outcome ';

/** How many ended which way. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** Counts outcomes by status. */
export function tally(outcomes: readonly Outcome[]): Tally {
  const count = (status: Outcome['status']): number =>
    outcomes.filter((outcome) => outcome.status === status).length;
  return { passed: count('passed'), failed: count('failed'), skipped: count('skipped') };
}

/** The closing line, which machines read: "3 passed, 0 failed, 1 skipped". */
export function closingLine({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** Exit code of a run: 0 only where something passed and nothing failed. */
export function exitCode({ passed, failed }: Tally): 0 | 1 {
  return failed === 0 && passed > 0 ? 0 : 1;
}

/** Returns the outcome on a reporter's line, or undefined for any other line. */
export function parseOutcome(line: string): Outcome | undefined {
  if (!line.startsWith(OUTCOME_MARK)) return undefined;
  return JSON.parse(line.slice(OUTCOME_MARK.length)) as Outcome;
}

/** Writes an outcome as a reporter's line; what a test has printed last may be a line without an end. */
export function formatOutcome(outcome: Outcome): string {
  return `\n${OUTCOME_MARK}${JSON.stringify(outcome)}\n`;
}
