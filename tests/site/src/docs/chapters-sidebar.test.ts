import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldFolders } from '#site/src/docs/chapters-sidebar.ts';

type Entry = Parameters<typeof foldFolders>[0][number];

const link = (label: string): Entry => ({
  type: 'link',
  label,
  href: `/${label}/`,
  isCurrent: false,
  badge: undefined,
  attrs: {},
});
const group = (label: string, entries: Entry[]): Entry => ({
  type: 'group',
  label,
  entries,
  collapsed: false,
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
    group('Data', [link('only')]),
  ]);
});
