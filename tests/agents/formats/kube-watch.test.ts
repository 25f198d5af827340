import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWatchParser, isNotNewer, parseWatchLine } from '#agents/formats/kube-watch.ts';
import { fuzzKubernetes } from '../../support/fuzz/kubernetes.ts';

const ADDED = { type: 'ADDED', object: { metadata: { name: 'è' } } };

test('events come out whole, however the stream is cut', () => {
  const text = Buffer.from(`${JSON.stringify(ADDED)}\n\n${JSON.stringify(ADDED)}\r\n`);
  for (let size = 1; size <= text.length; size += 1) {
    const parser = createWatchParser();
    const events = [];
    for (let from = 0; from < text.length; from += size)
      events.push(...parser.push(text.subarray(from, from + size)));
    assert.deepEqual([events, parser.pending()], [[ADDED, ADDED], 0]);
  }
});

test('what a lost connection cut is no event', () => {
  const parser = createWatchParser();
  assert.deepEqual(parser.push(Buffer.from('{"type":"ADDED"')), []);
  assert.equal(parser.pending(), 15);
});

test('a line without end is broken, and its memory given back', () => {
  const parser = createWatchParser({ longest: 10 });
  assert.equal(parser.push(Buffer.alloc(11, 'x'))[0]?.type, 'BROKEN');
  assert.equal(parser.pending(), 0);
});

test('bookmarks, errors and nonsense', () => {
  const bookmark = '{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"12"}}}';
  assert.deepEqual(parseWatchLine(bookmark), { type: 'BOOKMARK', resourceVersion: '12' });
  const error = '{"type":"ERROR","object":{"code":410,"message":"too old"}}';
  assert.deepEqual(parseWatchLine(error), { type: 'ERROR', code: 410, message: 'too old' });
  for (const text of ['', '7', 'null', '{}', '{"type":"BOOKMARK","object":{}}', '{"type":"OTHER"}'])
    assert.equal(parseWatchLine(text).type, 'BROKEN', text);
});

test('versions are compared as whole numbers, and not at all where they are none', () => {
  assert.deepEqual(
    [isNotNewer('9', '10'), isNotNewer('10', '10'), isNotNewer('10', '9'), isNotNewer('a', '9')],
    [true, true, false, null],
  );
});

test('no stream and no object whatever makes the parsers throw', () => {
  fuzzKubernetes({ runs: 300, seed: 1 });
});
