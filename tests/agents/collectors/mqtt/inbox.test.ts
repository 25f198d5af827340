import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createInbox } from '#agents/collectors/mqtt/inbox.ts';
import type { Inbox } from '#agents/collectors/mqtt/inbox.ts';
import type { MqttMessage } from '#agents/sources/mqtt-connection.ts';

function message(id: number | null, text: string, more: Partial<MqttMessage> = {}): MqttMessage {
  const payload = Buffer.from(text);
  return { topic: 'a', payload, id, isRetained: false, isRepeated: false, ...more };
}

function inboxOf({
  limit = 3,
  knows = 100,
  kept = undefined as string | undefined,
} = {}): Inbox<string> {
  const read = ({ payload }: MqttMessage): string | null =>
    payload.toString() === 'bad' ? null : payload.toString();
  return createInbox({ read, limit, knows, kept });
}

test('ids are given back only after what was taken is settled', () => {
  const inbox = inboxOf();
  inbox.put(message(1, 'x'), 1);
  inbox.put(message(2, 'bad'), 1);
  assert.deepEqual(inbox.take(), ['x']);
  inbox.put(message(3, 'y'), 1);
  assert.equal(inbox.unsettled(1), 3);
  assert.deepEqual(inbox.settle(1), [1, 2]);
  assert.deepEqual([inbox.take(), inbox.settle(1), inbox.unsettled(1)], [['y'], [3], 0]);
});

test('a repeated message is taken once: while it waits, after it is stored, after a restart', () => {
  const inbox = inboxOf();
  inbox.put(message(1, 'x'), 1);
  inbox.put(message(1, 'x', { isRepeated: true }), 2);
  assert.deepEqual([inbox.take(), inbox.settle(2)], [['x'], [1]]);
  inbox.put(message(1, 'x', { isRepeated: true }), 3);
  assert.deepEqual([inbox.take(), inbox.settle(3)], [[], [1]]);
  const restarted = inboxOf({ kept: inbox.keep() });
  restarted.put(message(1, 'x', { isRepeated: true }), 1);
  restarted.put(message(1, 'other', { isRepeated: true }), 1);
  assert.deepEqual([restarted.take(), restarted.settle(1)], [['other'], [1, 1]]);
  assert.equal(restarted.repeated(), 1);
});

test('the same content under the same id, sent for the first time, is another message', () => {
  const inbox = inboxOf();
  for (const connection of [1, 1]) {
    inbox.put(message(1, 'x'), connection);
    assert.deepEqual([inbox.take(), inbox.settle(1)], [['x'], [1]]);
  }
});

test('an id of an earlier connection is not acknowledged on the next', () => {
  const inbox = inboxOf();
  inbox.put(message(1, 'x'), 1);
  inbox.take();
  assert.deepEqual(inbox.settle(2), []);
});

test('QoS 0 beyond the limit is thinned, QoS 1 is not', () => {
  const inbox = inboxOf({ limit: 2 });
  for (const text of ['a', 'b', 'c']) inbox.put(message(null, text), 1);
  inbox.put(message(1, 'd'), 1);
  assert.deepEqual([inbox.take(), inbox.thinned()], [['a', 'b', 'd'], 1]);
});

test('a message is known until its acknowledgement is confirmed, and some time after', () => {
  const inbox = inboxOf({ knows: 2 });
  const ids = (): number[] => JSON.parse(inbox.keep()).map(([id]: [number]) => id);
  for (const id of [1, 2, 3, 4]) {
    inbox.put(message(id, 'x'), 1);
    inbox.take();
    inbox.settle(1);
  }
  assert.deepEqual(ids(), [1, 2, 3, 4]);
  inbox.confirm([1, 2, 3]);
  inbox.put(message(3, 'x', { isRepeated: true }), 2);
  inbox.put(message(5, 'x'), 2);
  assert.deepEqual(ids(), [4, 3, 5]);
});

test('odd kept text is nothing', () => {
  for (const kept of ['{', '7', '[7,[1]]']) assert.equal(inboxOf({ kept }).keep(), '[]');
});
