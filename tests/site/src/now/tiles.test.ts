import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SNAPSHOT_SCHEMA } from '#site/snapshot/schema/asset.ts';
import type { Manifest } from '#site/snapshot/schema/manifest.ts';
import type { Now } from '#site/snapshot/schema/now.ts';
import { freshnessOf } from '#site/src/now/freshness.ts';
import { TILES } from '#site/src/now/tiles/index.ts';
import type { Tile } from '#site/src/now/tile.ts';
import { nowSections } from '#site/src/now/view.ts';
import { promised } from '../../../support/promises.ts';
import { emptyNow, fullNow } from '../../../support/site-fixture/now.ts';

const AT = Date.UTC(2026, 10, 23, 10, 2, 14);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function tile(key: string, now: Now = fullNow(AT), at = AT): Tile {
  const found = TILES.map((make) => make({ now, at })).find((one) => one.key === key);
  assert.ok(found, key);
  return found;
}

const highAt = (value: number) => [{ side: 'high', severity: 'alarm', value, reason: '' }] as const;

const asset = { path: 'x', bytes: 1, sha256: '' };
const manifest = (generatedAt: number): Manifest => ({
  schema: SNAPSHOT_SCHEMA,
  id: 'x',
  previous: null,
  generated_at: generatedAt,
  poll_after_ms: 500,
  stale_after_s: 30,
  position: 1,
  tiles_position: 1,
  demo: false,
  demo_note: null,
  rows: {},
  assets: {
    now: asset,
    tail: asset,
    alarms: asset,
    series: asset,
    campaigns: asset,
    log: asset,
    overview: asset,
    tree: asset,
  },
});

test('six questions, each with an answer', () => {
  assert.deepEqual(
    TILES.map((make) => make({ now: fullNow(AT), at: AT }).question),
    [
      'Is data flowing?',
      'Is the field on?',
      'Is it on resonance?',
      'Is it cold?',
      'Is it safe?',
      'Is it computing?',
    ],
  );
});

test('a question that nobody can answer claims nothing', () => {
  for (const make of TILES) {
    const one = make({ now: emptyNow(AT), at: AT });
    assert.equal(one.state, 'none', one.question);
    assert.equal(one.value, null, one.question);
    assert.equal(one.answer, 'Not watched', one.question);
  }
});

test('safe says how long the disk lasts, and how far copies are behind where places tell of them', () => {
  assert.equal(tile('disk').answer, 'Second copies 15\u00a0min behind');
  const lines = tile('disk').lines.join('; ');
  assert.match(lines, /before the campaign's planned end/);
  assert.match(lines, /tape 31\u00a0h behind/);
  const copies = { locations: ['lnf-daq'], oldestSingle: AT, oldestUnarchived: AT };
  const alone = tile('disk', { ...fullNow(AT), copies });
  assert.equal(alone.answer, 'Copies: not judged here');
  const done = { locations: ['lnf-daq', 'cloud'], oldestSingle: null, oldestUnarchived: null };
  assert.match(tile('disk', { ...fullNow(AT), copies: done }).answer, /two copies/);
  assert.equal(tile('disk').state, 'unchecked');
});

test('a disk that is nearly full is attention, then alarm', () => {
  const now = fullNow(AT);
  const growing = (growth: number): Now => ({
    ...now,
    volumes: now.volumes.map((volume) => ({ ...volume, growth })),
  });
  assert.equal(tile('disk', growing(50e6)).state, 'attention');
  assert.equal(tile('disk', growing(500e6)).state, 'alarm');
});

test('nothing on the page says verified or archived while no fact does', () => {
  for (const now of [fullNow(AT), emptyNow(AT)]) {
    const text = Object.values(nowSections({ now, at: AT, isLive: true, manifest: null })).join('');
    assert.doesNotMatch(text, /verified|archived/i);
  }
});

test('a channel that died says since when, on its tile and in the list', () => {
  const now = fullNow(AT);
  const dead = {
    ...now,
    channels: now.channels.map((one) =>
      one.role === 'field' ? { ...one, t: AT - 4 * MINUTE } : one,
    ),
  };
  assert.equal(tile('field', dead).answer, 'Not known: stale since 09:58:14');
  assert.equal(tile('field', dead).value, null);
  const { channels = '' } = nowSections({ now: dead, at: AT, isLive: true, manifest: null });
  assert.match(channels, /stale since 09:58:14/);
});

test('a field that is not as it should be leads to what to do: to its alarm, or by how it is off', () => {
  assert.equal(tile('field').action, null);
  const limits = [{ side: 'low', severity: 'alarm', value: 7.9, reason: '' }] as const;
  const withField = (value: number): Now => ({
    ...fullNow(AT),
    channels: fullNow(AT).channels.map((one) =>
      one.role === 'field' ? { ...one, value, limits } : one,
    ),
  });
  assert.equal(tile('field', withField(5)).action, 'procedures/alarms/field-out-of-limits');
  assert.equal(tile('field', withField(0)).action, 'procedures/alarms/field-off');
  const quench = {
    id: 'Quench:magnet/b',
    severity: 'alarm',
    since: AT,
    title: 'Quench: magnet/b',
    detail: '',
    procedure: 'procedures/alarms/quench',
  } as const;
  const { state, action } = tile('field', { ...fullNow(AT), needs: [quench] });
  assert.deepEqual([state, action], ['alarm', 'procedures/alarms/quench']);
});

test('what to do stands on the page of what is wrong, not on the list of procedures', () => {
  const now = fullNow(AT);
  const { cold, daq, disk, jobs } = {
    cold: tile('cold', {
      ...now,
      channels: now.channels.map((one) => ({ ...one, value: 9, limits: highAt(1) })),
    }),
    daq: tile('daq', {
      ...now,
      daq: now.daq && { ...now.daq, lastFile: { name: 'a', bytes: 1, t: AT - HOUR } },
    }),
    disk: tile('disk', {
      ...now,
      volumes: now.volumes.map((one) => ({ ...one, used: one.capacity })),
    }),
    jobs: tile('jobs', { ...now, jobs: now.jobs && { ...now.jobs, byState: { held: 1 } } }),
  };
  assert.deepEqual(
    [cold, daq, disk, jobs].map(({ action }) => action),
    [
      'procedures/temperature-excursion/',
      'procedures/alarms/no-new-file/',
      'procedures/daq-disk-filling/',
      'procedures/stuck-job-queue/',
    ],
  );
});

test('a rate without a witness is not zero', () => {
  const now = fullNow(AT);
  const one = tile('daq', {
    ...now,
    daq: now.daq && { ...now.daq, bytesPerS: null, filesPerMinute: null },
  });
  assert.equal(one.value, null);
  assert.match(one.lines.join(' '), /Rate not known/);
});

test(promised('1.11', 'zero jobs, nobody who counts them, and an old count'), () => {
  const now = fullNow(AT);
  const jobs = now.jobs && { ...now.jobs, byState: { running: 0, idle: 0, held: 0 } };
  const zero = tile('jobs', { ...now, jobs });
  const missing = tile('jobs', { ...now, jobs: null });
  const old = tile('jobs', now, AT + HOUR);
  const shown = [tile('jobs'), zero, missing, old].map(
    ({ answer, value, state }) => `${answer}, ${value?.text ?? 'no value'}, ${state}`,
  );
  assert.deepEqual(shown, [
    'Yes, 24, good',
    'No, 0, none',
    'Not watched, no value, none',
    'Not known: stale since 10:01:36, no value, stale',
  ]);
});

test(promised('1.2', 'driven, off, and a magnet that does not say'), () => {
  const now = fullNow(AT);
  const withMode = (value: number | null): string => {
    const channels = now.channels.flatMap((one) =>
      one.role !== 'magnet_mode' ? [one] : value === null ? [] : [{ ...one, value }],
    );
    return tile('field', { ...now, channels }).lines[0] ?? '';
  };
  const since = 'since 12\u00a0Nov\u00a010:02';
  assert.equal(withMode(1), `persistent ${since}`);
  assert.equal(withMode(0), `driven ${since}`);
  assert.equal(withMode(null), `at this value ${since}; persistent or driven: not watched`);
  const channels = now.channels.map((one) => (one.role === 'field' ? { ...one, value: 0 } : one));
  const off = tile('field', { ...now, channels });
  assert.equal(`${off.answer}, ${off.value?.text}`, 'No, 0.00');
});

test('beta has both readings while the regime is unknown', () => {
  assert.match(tile('resonance').lines.join('; '), /β 1\.10 or 0\.91, regime unknown/);
});

test('an old snapshot makes every tile stale and takes its number away', () => {
  const at = AT + 4 * MINUTE;
  const { tiles = '' } = nowSections({
    now: fullNow(AT),
    at,
    isLive: true,
    manifest: manifest(AT),
  });
  assert.equal(tiles.match(/data-state="stale"/g)?.length, 6);
  assert.doesNotMatch(tiles, /0\.156|>Yes</);
});

test('text of the catalogue is escaped', () => {
  const { log = '' } = nowSections({ now: fullNow(AT), at: AT, isLive: false, manifest: null });
  assert.match(log, /&lt;again&gt;/);
  assert.doesNotMatch(log, /<again>/);
});

test('the page without script carries times, no ages', () => {
  const text = Object.values(
    nowSections({ now: fullNow(AT), at: AT, isLive: false, manifest: null }),
  ).join('');
  assert.doesNotMatch(text, /\d\u00a0(s|min) ago/);
  assert.match(text, /as of/);
});

test('the badge says live, stale, or what is wrong', () => {
  assert.deepEqual(
    freshnessOf({ manifest: manifest(AT), trouble: null }, AT + 2_000).text,
    'live, 2\u00a0s old',
  );
  const old = freshnessOf({ manifest: manifest(AT), trouble: null }, AT + 4 * MINUTE);
  assert.equal(old.text, 'stale, 4\u00a0min old');
  assert.equal(old.state, 'attention');
  assert.equal(
    freshnessOf({ manifest: null, trouble: 'the server does not answer' }, null).state,
    'stale',
  );
  assert.equal(freshnessOf({ manifest: null, trouble: null }, null).text, '');
});

test('where files have stopped, the rate of the minute before is not shown as the rate of now', () => {
  const { value, lines } = tile('daq', fullNow(AT), AT + 2 * MINUTE);
  assert.equal(value, null);
  assert.doesNotMatch(lines.join(' '), /a minute/);
});

test('a fold counts what is stale of slow control, not metrics of agents that have ended', () => {
  const now = fullNow(AT);
  const [one] = now.channels;
  assert.ok(one !== undefined);
  const ended = { ...one, role: null, quantity: 'count', t: AT - 60 * MINUTE };
  const fresh = { ...ended, t: AT - 1_000 };
  const fold = (device: string): string => {
    const channels = [
      { ...ended, device, name: `${device}/ended` },
      { ...fresh, device, name: `${device}/fresh` },
    ];
    const input = { now: { ...now, channels }, at: AT, isLive: true, manifest: null };
    return /<summary>(.*?)<\/summary>/.exec(nowSections(input)['channels'] ?? '')?.[1] ?? '';
  };
  assert.equal(fold('fridge'), '2 counts; 1 stale');
  assert.equal(fold('lnf-daq'), '2 counts');
});
