import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { groupOf, parseTokens } from '#site/src/docs/design-tokens.ts';

const SHEET = readFileSync(
  new URL('../../../../site/src/styles/tokens.css', import.meta.url),
  'utf8',
);

test('the sheet has every group, each token once, and the same dark theme chosen or preferred', () => {
  const groups = parseTokens(SHEET);
  for (const word of [
    'faces',
    'type',
    'space',
    'surfaces',
    'one accent',
    'state',
    'series',
    'motion',
  ])
    assert.ok(groupOf(groups, word).tokens.length > 0, word);
  const names = groups.flatMap(({ tokens }) => tokens.map(({ name }) => name));
  assert.equal(new Set(names).size, names.length);
  const ink = groupOf(groups, 'surfaces').tokens.find(({ name }) => name === '--ink');
  assert.match(ink?.light ?? '', /^oklch/);
  assert.notEqual(ink?.light, ink?.dark);
});

test('a dark theme that differs from the other, or a token of its own, is an error', () => {
  const sheet = (chosen: string, preferred: string): string =>
    `:root { /* ink */ --a: 1px; }
     @media (prefers-color-scheme: dark) { :root:not([data-theme='light']) { ${preferred} } }
     :root[data-theme='dark'] { ${chosen} }`;
  assert.deepEqual(parseTokens(sheet('--a: 2px;', '--a: 2px;')), [
    { rule: 'ink', tokens: [{ name: '--a', light: '1px', dark: '2px' }] },
  ]);
  assert.throws(() => parseTokens(sheet('--a: 2px;', '--a: 3px;')), /differs/);
  assert.throws(
    () => parseTokens(sheet('--b: 2px;', '--b: 2px;')),
    /--b is in the dark theme only/,
  );
  assert.throws(() => groupOf([], 'space'), /no group "space"/);
});
