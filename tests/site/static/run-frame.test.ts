import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fillFrame, frameOf, isPlain } from '#site/static/run-frame.ts';

const page = (n: number) => ({
  title: `Run ${n} of Run_1`,
  description: `Run ${n}, physics`,
  body: `<h1>Run ${n}, physics</h1>`,
});
const written = ({ title, description, body }: ReturnType<typeof page>): string =>
  `<title>${title} · FLASH</title><meta content="${description}"><main>${body}</main><footer>`;

test('a frame cut out of one page holds another one', () => {
  const frame = frameOf(written(page(1)), page(1));
  assert.ok(frame !== null);
  assert.equal(fillFrame(frame, page(23)), written(page(23)));
});

test('there is no frame where a part does not stand there exactly once', () => {
  assert.equal(frameOf(written(page(1)), page(2)), null);
  assert.equal(frameOf(`${written(page(1))}${page(1).body}`, page(1)), null);
  assert.equal(frameOf(`${page(1).title}${written(page(1))}`, page(1)), null);
  assert.equal(frameOf(written(page(1)), { ...page(1), description: 'another' }), null);
});

test('a title that has to be escaped is for Astro', () => {
  assert.ok(isPlain(page(1)));
  assert.ok(!isPlain({ ...page(1), title: 'Run 1 of A & B' }));
  assert.ok(!isPlain({ ...page(1), description: 'Run 1, "test"' }));
});
