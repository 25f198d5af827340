/** How files and folders are called, how deep they lie, and what may stand at the top. */

import type { Finding, TreeFile } from './tree.ts';

const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const PASCAL = /^([A-Z][a-z0-9]*)+$/;
const ROUTE = /^(\[(\.\.\.)?[a-z-]+\]|[a-z0-9]+(-[a-z0-9]+)*)(\.[a-z0-9]+)?$/;
/** Names that tools look for. */
const GIVEN = new Set(['README.md', 'Containerfile']);
const FORBIDDEN = new Set(['util', 'utils', 'helper', 'helpers', 'manager', 'service', 'misc']);
const ROLE = /\.(test|spec|bench|torture|config|schema|d)$/;

/** Everything that may stand at the top of the clone. */
const TOP = new Set(
  [
    'site telemetry agents content dashboards tests',
    'package.json package-lock.json tsconfig.json knip.json',
    'README.md CHANGELOG.md LICENSE flash.ts flash.example.yaml',
    '.ci .gitignore .gitattributes .editorconfig .npmrc',
    '.cspell.json .oxlintrc.json .prettierrc.json .prettierignore',
  ].flatMap((line) => line.split(' ')),
);

/** Free in their names: captured input keeps the names its makers gave; assets keep theirs. */
const FREE = /^(tests\/cases|site\/public)\//;
const DEEP = /^(site\/src|tests\/cases|tests\/site\/src|site\/public)\//;

/** Returns what is called or placed against the rules. */
export function checkNames(files: readonly TreeFile[]): Finding[] {
  return files.flatMap(({ path }) =>
    [judgeTop(path), judgeDepth(path), ...(FREE.test(path) ? [] : [judgeName(path)])].flatMap(
      (says) => (says === undefined ? [] : [{ path, says }]),
    ),
  );
}

function judgeTop(path: string): string | undefined {
  const top = path.split('/')[0] ?? '';
  return TOP.has(top) ? undefined : `stands at the top, where ${top} is not expected`;
}

/** Three folders below the top; tests mirror the sources one level lower. */
function judgeDepth(path: string): string | undefined {
  const folders = path.split('/').length - 1;
  const limit = path.startsWith('tests/') ? 4 : 3;
  return DEEP.test(path) || folders <= limit
    ? undefined
    : `lies ${folders} folders deep, over ${limit}`;
}

function judgeName(path: string): string | undefined {
  const segments = path.split('/');
  const name = segments.pop() ?? '';
  if (segments.length === 0 || name.startsWith('.') || GIVEN.has(name)) return undefined;
  const isRoute = path.startsWith('site/src/pages/');
  const odd = segments.find(
    (one) => !KEBAB.test(one) && !(isRoute && ROUTE.test(one)) && one !== '.ci',
  );
  if (odd !== undefined) return `folder ${odd} is not kebab-case`;
  const stem = name.replace(/\.[a-z0-9]+$/, '').replace(ROLE, '');
  const vague = [...segments, stem]
    .flatMap((one) => one.split('-'))
    .find((one) => FORBIDDEN.has(one));
  if (vague !== undefined) return `"${vague}" says nothing: name it after what it does`;
  if (isRoute) return ROUTE.test(stem) ? undefined : 'a route is kebab-case or [param]';
  if (name.endsWith('.astro')) return PASCAL.test(stem) ? undefined : 'a component is PascalCase';
  return KEBAB.test(stem) || isMigration(path) ? undefined : 'is not kebab-case';
}

/** Migrations are numbered: 0001_first.sql or 0001-first.sql. */
function isMigration(path: string): boolean {
  return /\/migrations\/\d+[-_][a-z0-9_-]+\.sql$/.test(path);
}
