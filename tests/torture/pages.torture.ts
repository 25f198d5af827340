/** Every kind of page with every fault, with hostile words without script, without its script, and along every stop of the Tab key: `npm test` tries some. */

import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Trial } from './trial.ts';

const ROOT = resolve(import.meta.dirname, '..', '..');
const SPECS = ['broken', 'hostile', 'keyboard', 'pages'] as const;

const trials: readonly Trial[] = SPECS.map((name) => ({
  name: `${name}, on every kind of page`,
  async run() {
    const words = ['test', '--config', 'tests/e2e/playwright.config.ts', '--reporter', 'json'];
    const { stdout } = await promisify(execFile)(
      resolve(ROOT, 'node_modules', '.bin', 'playwright'),
      [...words, `site/${name}.spec.ts`],
      { cwd: ROOT, env: { ...process.env, FLASH_EVERY_PAGE: '1' }, maxBuffer: 50_000_000 },
    );
    const { stats } = JSON.parse(stdout) as {
      readonly stats: { readonly expected: number; readonly unexpected: number };
    };
    return { passed: stats.expected, failed: stats.unexpected };
  },
}));

export default trials;
