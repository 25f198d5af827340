/** The Python of an analyst, where there is one: pandas, pyarrow, DuckDB and Polars. */

import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

const MODULES = 'import pandas, pyarrow, duckdb, polars';
const python = process.env['FLASH_PYTHON'] ?? 'python3';

/** Why tests of it are skipped; false where they are not. */
export const withoutPython: string | false =
  spawnSync(python, ['-c', MODULES]).status !== 0 &&
  `${python} has not all of pandas, pyarrow, duckdb, polars (FLASH_PYTHON names another)`;

/** Runs code in a folder and returns the lines it printed. */
export async function runPython(code: string, cwd: string): Promise<readonly string[]> {
  const ran = await promisify(execFile)(python, ['-c', code], { cwd, timeout: 60_000 });
  return ran.stdout.trimEnd().split('\n');
}
