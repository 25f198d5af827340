/** What the parts of one `npm test` share: compiled code and a catalogue to copy, in a temporary folder. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PREPARED_CATALOGUE } from '../prepared-catalogue.ts';
import type { Job } from './job.ts';
import { runProcess } from './run-process.ts';

const LIMIT_S = 120;

/** Below them tests start catalogues; others need no MariaDB. */
const CATALOGUE_USERS = ['tests/telemetry/', 'tests/site/', 'tests/integration/', 'tests/e2e/'];

/** Prepares what these jobs use and puts it into the environment that they inherit; it goes when this process ends. */
export async function prepare(jobs: readonly Job[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'flash-npm-test-'));
  process.once('exit', () => remove(folder));
  // Hundreds of processes load the same modules: types are stripped and code is compiled once.
  process.env['NODE_COMPILE_CACHE'] ??= join(folder, 'compiled');
  if (jobs.some(({ parts }) => parts.some(mayUseCatalogue))) {
    const home = join(folder, 'home');
    const child = ['tests/support/prepare-catalogue-child.ts', home];
    const { code, output } = await runProcess(child, { limitS: LIMIT_S });
    if (code === 0) process.env[PREPARED_CATALOGUE] = home;
    else console.log(`no catalogue is prepared, every test makes its own: ${output}`);
  }
}

function mayUseCatalogue(part: string): boolean {
  return CATALOGUE_USERS.some((folder) => part.startsWith(folder));
}

function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  } catch {
    // After an interrupt a part that is about to end may still write there: the system clears its temporary folders.
  }
}
