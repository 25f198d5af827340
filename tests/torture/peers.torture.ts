/** What others make of our files: their programs are built from the Go module proxy, and the tests that use them are run. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { buildProgram, type GoProgram } from '../support/go-program.ts';
import type { Trial } from './trial.ts';

/** The program that each test runs. */
const TESTS: Readonly<Record<GoProgram, string>> = {
  'grafana-check': 'tests/integration/grafana-schema.test.ts',
  otelcol: 'tests/integration/otel-collector.test.ts',
};

const trials: readonly Trial[] = Object.entries(TESTS).map(([name, path]) => ({
  name: `${name}, built and asked`,
  async run() {
    await buildProgram(name as GoProgram);
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--test',
      '--test-reporter=tap',
      path,
    ]);
    const count = (what: string): number =>
      Number(new RegExp(`^# ${what} (\\d+)$`, 'm').exec(stdout)?.[1] ?? Number.NaN);
    if (count('skipped') !== 0) throw new Error(stdout);
    return { passed: count('pass'), failed: count('fail') };
  },
}));

export default trials;
