import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileTopic, fillName, namesIn } from '#agents/formats/mqtt-topic.ts';

const MATCHES = [
  ['lab/{device}/{name}', 'lab/fridge/ch6', { device: 'fridge', name: 'ch6' }],
  ['lab/{device}/{name}', 'lab/fridge', null],
  ['lab/{device}/{name}', 'lab/fridge/ch6/t', null],
  ['lab/+/{name}', 'lab//x', { name: 'x' }],
  ['lab/{device}/{rest#}', 'lab/fridge/a/b', { device: 'fridge', rest: 'a/b' }],
  ['lab/#', 'lab', {}],
  ['{all#}', '$SYS/broker/uptime', null],
  ['+/{name}', '$SYS/uptime', null],
  ['$SYS/{name}', '$SYS/uptime', { name: 'uptime' }],
  ['/lab', 'lab', null],
] as const;

for (const [pattern, topic, levels] of MATCHES)
  test(`${pattern} and ${topic}`, () => {
    assert.deepEqual(compileTopic(pattern).match(topic), levels);
  });

test('the filter has wildcards where the pattern has names', () => {
  assert.equal(compileTopic('a/{b}/+/c/{d#}').filter, 'a/+/+/c/#');
});

for (const pattern of ['', 'a/#/b', '{x#}/b', 'a+', '{a}b', '{A}', 'a/{b}/{b}', 'a/#b'])
  test(`"${pattern}" breaks the rules`, () => {
    assert.throws(() => compileTopic(pattern), RangeError);
  });

test('a template gives a lower-case name; what no name can hold becomes a dash', () => {
  assert.deepEqual(namesIn('{device}/{rest}'), ['device', 'rest']);
  assert.equal(fillName('{a}/{b}', { a: 'Leak Detector#2', b: 'Δp' }), 'leak-detector-2/p');
  assert.equal(fillName('x/{rest}', { rest: 'a//b/' }), 'x/a/b');
  assert.equal(fillName('{a}', { a: '***' }), '');
});
