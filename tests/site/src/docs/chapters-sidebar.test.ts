import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldFolders } from '#site/src/docs/chapters-sidebar.ts';

type Entry = Parameters<typeof foldFolders>[0][number];

const link = (label: string, isCurrent = false): Entry => ({
  type: 'link',
  label,
  href: `/${label}/`,
  isCurrent,
  badge: undefined,
  attrs: {},
});
const group = (label: string, entries: Entry[], collapsed = false): Entry => ({
  type: 'group',
  label,
  entries,
  collapsed,
  badge: undefined,
});

test('a folder with one listed page is that page, a chapter stays a chapter', () => {
  const folded = foldFolders([
    link('start'),
    group('Procedures', [link('shift'), group('alarms', [link('Alarms')])]),
    group('Data', [link('only')]),
  ]);
  assert.deepEqual(folded, [
    link('start'),
    group('Procedures', [link('shift'), link('Alarms')]),
    group('Data', [link('only')], true),
  ]);
});

test('the chapter that is read is open, the others are not; without one the first is', () => {
  const data = group('Data', [link('one'), link('two', true)]);
  const procedures = group('Procedures', [link('shift'), link('quench')]);
  const openOf = (chapters: readonly Entry[]) =>
    foldFolders(chapters).flatMap((one) =>
      one.type === 'group' && !one.collapsed ? [one.label] : [],
    );
  assert.deepEqual(openOf([link('start'), procedures, data]), ['Data']);
  assert.deepEqual(openOf([link('start', true), procedures]), ['Procedures']);
});
