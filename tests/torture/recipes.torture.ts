/** Follows the recipes for adding something in a copy of the sources, and runs every check of the project on what came out. */

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { copySources, followRecipes } from '../support/recipes.ts';
import type { Trial } from './trial.ts';

const ROOT = resolve(import.meta.dirname, '..', '..');

/** As a person would type them after a recipe; the renewals that the recipes name come first. */
const CHECKS = [
  // The house asks git for its files.
  'git init -q && echo node_modules >> .git/info/exclude && git add -A',
  'FLASH_ACCEPT_HELP=1 node --test tests/content/commands.test.ts',
  'FLASH_ACCEPT_PLANS=1 node --test tests/integration/query-plans.test.ts',
  'tsc -p .',
  'oxlint --type-aware --max-warnings 0',
  "node --test 'tests/content/*.test.ts'",
  "node --test 'tests/house/*.test.ts'",
  'node --test tests/site/src/docs/documented.test.ts tests/telemetry/catalogue/migrate.test.ts',
  "node --test 'tests/dashboards/**/*.test.ts'",
];

const trials: readonly Trial[] = [
  {
    name: 'recipes followed to the letter',
    async run() {
      const directory = mkdtempSync(join(tmpdir(), 'flash-recipes-'));
      try {
        copySources(ROOT, directory);
        const files = followRecipes(directory);
        const PATH = `${join(directory, 'node_modules', '.bin')}:${process.env['PATH'] ?? ''}`;
        const { NODE_TEST_CONTEXT: _, CI: _ci, ...env } = process.env;
        for (const check of CHECKS)
          await promisify(execFile)('sh', ['-c', check], {
            cwd: directory,
            env: { ...env, PATH, FLASH_RECIPES: 'followed' },
            maxBuffer: 50_000_000,
          });
        return { blocks: files.length, checks: CHECKS.length };
      } finally {
        rmSync(directory, { recursive: true });
      }
    },
  },
];

export default trials;
