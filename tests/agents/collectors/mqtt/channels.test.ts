import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMqttChannels } from '#agents/collectors/mqtt/channels.ts';
import type { ChannelReading, Undated } from '#agents/collectors/mqtt/channels.ts';
import { mqttSchema } from '#agents/collectors/mqtt.schema.ts';
import { isReadingTuple } from '#telemetry/recorder/schemas/readings.ts';

const NOW = Date.UTC(2026, 10, 23, 10);
const URL = 'mqtt://broker.example.org';

function channelsOf(topics: readonly Record<string, unknown>[], maxChannels = 100) {
  const problems: string[] = [];
  const settings = mqttSchema.parse({ url: URL, topics });
  const channels = createMqttChannels({
    topics: settings.topics,
    timeZone: 'Europe/Rome',
    maxChannels,
    report: ({ reason, subject }) => problems.push(`${reason} ${subject}`),
  });
  const read = (
    topic: string,
    text: string,
    undated: Undated = null,
  ): readonly ChannelReading[] => {
    const payload = Buffer.from(text);
    const isRetained = undated === 'retained';
    const message = { topic, payload, id: 1, isRetained, isRepeated: false };
    const readings = channels.read(message, undated, NOW) ?? [];
    assert.ok(readings.every(({ tuple }) => isReadingTuple(tuple)));
    return readings;
  };
  return { read, problems, filters: channels.filters };
}

test('one message becomes a channel for each topic that it matches', () => {
  const { read, filters } = channelsOf([
    { topic: 'gas/{device}', channel: 'p', fields: { value: 'p' }, unit: 'Pa' },
    {
      topic: 'gas/{device}',
      channel: 't',
      fields: { value: 't_c', time: 'at' },
      unit: 'K',
      offset: 273,
    },
  ]);
  assert.deepEqual(filters, ['gas/+']);
  const readings = read('gas/rack', '{"p": 1200, "t_c": 21, "at": 1795428000}');
  assert.deepEqual(
    readings.map(({ channel, tuple }) => [channel.name, channel.unit, ...tuple]),
    [
      ['p', 'Pa', NOW, 1_200, 'good'],
      ['t', 'K', NOW, 294, 'good'],
    ],
  );
});

test('units become SI; the first fixes the channel, another quantity is uncalibrated', () => {
  const { read, problems } = channelsOf([{ topic: '{device}/{name}' }]);
  const values = [
    '{"v":12,"unit":"mK"}',
    '{"v":1,"unit":"K"}',
    '{"v":-0.15,"unit":"°C"}',
    '{"v":3,"unit":"mbar"}',
  ]
    .flatMap((text) => read('fridge/ch6', text))
    .map(({ channel, tuple: [, value, quality] }) => [channel.unit, value, quality]);
  assert.deepEqual(values, [
    ['K', 0.012, 'good'],
    ['K', 1, 'good'],
    ['K', 273, 'good'],
    ['K', 3, 'uncalibrated'],
  ]);
  assert.deepEqual(problems, ['unit fridge/ch6']);
});

test('a value of unknown age keeps its number, its mark and no goodness', () => {
  const { read } = channelsOf([{ topic: '{device}/{name}' }]);
  const marks = (['retained', 'queued'] as const).flatMap((undated) => read('a/b', '4.2', undated));
  assert.deepEqual(
    marks.map(({ tuple, isFresh }) => [...tuple, isFresh]),
    [
      [NOW, 4.2, 'missing', 'retained 4.2', false],
      [NOW + 1, 4.2, 'missing', 'queued 4.2', false],
    ],
  );
  const [late] = read('a/b', '{"v":4.2,"t":12}');
  assert.deepEqual(late?.tuple.slice(1), [4.2, 'missing', 'no time {"v":4.2,"t":12}']);
});

test('local stamps without a zone are read with the zone, the second pass of the hour too', () => {
  const { read } = channelsOf([{ topic: '{device}/{name}' }]);
  const at = (text: string): number | undefined =>
    read('a/b', `{"v":1,"t":"${text}"}`)[0]?.tuple[0];
  assert.equal(at('2026-10-25 02:59:00'), Date.UTC(2026, 9, 25, 0, 59));
  assert.equal(at('2026-10-25 02:00:00'), Date.UTC(2026, 9, 25, 1, 0));
});

test('collisions, names that are none, too many channels and strange topics are said', () => {
  const { read, problems } = channelsOf([{ topic: 'x/{a}/{b}', device: '{a}', channel: '{b}' }], 2);
  for (const topic of ['x/A/b', 'x/a/b', 'x/***/b', 'x/c/d', 'x/e/f', 'y']) read(topic, '1');
  assert.deepEqual(problems, [
    'collision x/a/b',
    'name x/***/b',
    'too-many-channels x/e/f',
    'topic y',
  ]);
});

test('the settings refuse what cannot work, and say why', () => {
  const refused = (value: Record<string, unknown>): string =>
    mqttSchema.safeParse({ url: URL, topics: [{ topic: '{device}/{name}' }], ...value }).error
      ?.message ?? '';
  assert.match(refused({ topics: [{ topic: 'a/#/b' }] }), /can only be the last level/);
  assert.match(refused({ topics: [{ topic: 'a/{device}' }] }), /names of the topic's levels/);
  assert.match(refused({ url: 'mqtt://user:secret@host' }), /expected mqtt:/);
  assert.match(refused({ key_file: 'k' }), /belong together/);
  assert.match(refused({ password: 'p' }), /needs a username/);
  assert.equal(refused({}), '');
});
