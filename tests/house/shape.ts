/** The shape of a file: its length, its opening sentence, nothing left open. */

import { isCode, isTest, scanLines } from './tree.ts';
import type { Finding, TreeFile } from './tree.ts';

const LINES = 300;

/** Files that are only data and may be longer, each with its reason. */
export const LONG_DATA: Readonly<Record<string, string>> = {
  'telemetry/catalogue/migrations/0001-first-light.sql':
    'one statement a table; a migration is never changed or split once it ran',
  'dashboards/thresholds.ts': 'every threshold stands in one file, each with its reason',
};

/** Words that say "not done"; written so that this file does not find itself. */
const LEFT_OPEN = /\b(TO[D]O|FIX[M]E|XX[X])\b/;

/** Returns the files that are too long, open without a sentence, or are left open. */
export function checkShape(files: readonly TreeFile[]): Finding[] {
  const code = files.filter(isCode);
  return [
    ...files.filter((file) => isCode(file) || /\.(sql|css)$/.test(file.path)).flatMap(checkLength),
    ...code.filter((file) => !isTest(file)).flatMap(checkOpening),
    ...files.filter(isOurs).flatMap(checkLeftOpen),
  ];
}

function isOurs(file: TreeFile): boolean {
  return isCode(file) || /\.(sql|css|mdx|yaml|sh)$/.test(file.path);
}

function checkLength({ path, text }: TreeFile): Finding[] {
  const lines = text.split('\n').length - 1;
  if (lines <= LINES || path in LONG_DATA) return [];
  return [{ path, says: `has ${lines} lines, over ${LINES}: split it by what changes together` }];
}

function checkOpening({ path, text }: TreeFile): Finding[] {
  const body = text.replace(/^#!.*\n/, '').replace(/^\s*---\r?\n/, '');
  const isLine = path.endsWith('.astro') && /^\s*\/\/ .*\S/.test(body);
  const isOpened = isLine || /^\s*\/\*\*[\s*]*\S[\s\S]*?[.:!?)]\s*(\*\s*)*\*\//.test(body);
  return isOpened ? [] : [{ path, line: 1, says: 'does not open with one sentence in /** … */' }];
}

function checkLeftOpen(file: TreeFile): Finding[] {
  return scanLines(file, (line) =>
    LEFT_OPEN.test(line) ? 'is left open: do it, or file it and say nothing here' : undefined,
  );
}
