/** What publishing a catalogue of scale costs, measured in a process of its own. */

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface PublicationCosts {
  /** Rows, counted. */
  readonly files: number;
  /** Rows of readings, minutes and hours, counted. */
  readonly readings: number;
  /** `SELECT … INTO OUTFILE` of every row that a first publication reads; null as `firstMs`. */
  readonly exportMs: number | null;
  /** Null: it was published before. */
  readonly firstMs: number | null;
  /** Greatest resident memory up to the end of the first publication here. */
  readonly peakMib: number;
  /** Each publication after a hundred new files. */
  readonly newsMs: readonly number[];
}

const CHILD = join(import.meta.dirname, 'publication-child.ts');

/** Publishes the catalogue of a home, which nobody uses meanwhile; a run with some hundred files stays in it. */
export async function measurePublication(home: string): Promise<PublicationCosts> {
  const { stdout } = await promisify(execFile)(process.execPath, [CHILD, home]);
  return JSON.parse(stdout) as PublicationCosts;
}
