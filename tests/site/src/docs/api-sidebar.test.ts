import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foldModules } from '#site/src/docs/api-sidebar.ts';

type Entries = Parameters<typeof foldModules>[0];

const link = (label: string, href: string): Entries[number] => ({
  type: 'link',
  label,
  href,
  isCurrent: false,
  badge: undefined,
  attrs: {},
});
const group = (label: string, entries: Entries): Entries[number] => ({
  type: 'group',
  label,
  entries: [...entries],
  collapsed: true,
  badge: undefined,
});

const modules: Entries = [
  group('agents/collector', [
    group('Functions', [link('define', '/api/agents/collector/functions/define/')]),
  ]),
  group('telemetry/units', [
    group('Variables', [link('KELVIN', '/api/telemetry/units/variables/kelvin/')]),
    group('Functions', [link('format', '/api/telemetry/units/functions/format/')]),
  ]),
];

/** An entry as one line of text: its label, its address, what it holds. */
function draw(entries: Entries): unknown {
  return entries.map((one) =>
    one.type === 'link' ? `${one.label} ${one.href}` : [one.label, draw(one.entries)],
  );
}

void test('the module that is read shows its symbols, the others are links to their pages', () => {
  assert.deepEqual(draw(foldModules(modules, '/api/telemetry/units/functions/format/')), [
    ['agents', ['collector /api/agents/collector/']],
    [
      'telemetry',
      [
        [
          'units',
          [
            'Overview /api/telemetry/units/',
            ['Variables', ['KELVIN /api/telemetry/units/variables/kelvin/']],
            ['Functions', ['format /api/telemetry/units/functions/format/']],
          ],
        ],
      ],
    ],
  ]);
});

void test('on the first page every module is a link, and every layer is folded', () => {
  const folded = foldModules(modules, '/api/');
  assert.deepEqual(draw(folded), [
    ['agents', ['collector /api/agents/collector/']],
    ['telemetry', ['units /api/telemetry/units/']],
  ]);
  assert.ok(folded.every((one) => one.type === 'group' && one.collapsed));
});

void test('what is no module stays', () => {
  const page = link('About', '/api/about/');
  assert.deepEqual(foldModules([page], '/api/'), [page]);
});
