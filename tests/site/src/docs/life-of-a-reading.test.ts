import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { apiPath, parseLifeOfAReading } from '#site/src/docs/life-of-a-reading.ts';

const station = (n: number) =>
  `- { name: step${n}, file: agents/sources/tail.ts, process: agent, does: Reads. }`;
const list = (count: number) =>
  `functions:\n${Array.from({ length: count }, (_, n) => `  ${station(n)}`).join('\n')}`;

describe('parseLifeOfAReading', () => {
  it('keeps the order', () => {
    assert.deepEqual(
      parseLifeOfAReading(list(3)).map(({ name }) => name),
      ['step0', 'step1', 'step2'],
    );
  });

  it('refuses a thirteenth function', () => {
    assert.equal(parseLifeOfAReading(list(12)).length, 12);
    assert.throws(() => parseLifeOfAReading(list(13)), { reason: /^functions: / });
  });

  it('refuses a file that is not of a layer', () => {
    const text = list(1).replace('agents/', 'somewhere/');
    assert.throws(() => parseLifeOfAReading(text), {
      reason: /functions\.0\.file: must be a \.ts file of a layer/,
    });
  });
});

describe('apiPath', () => {
  it('leads to the page of the function in the generated reference', () => {
    const [first] = parseLifeOfAReading(list(1));
    assert.ok(first);
    assert.equal(apiPath(first), 'api/agents/sources/tail/functions/step0/');
    const method = { ...first, name: 'Spool.store' };
    assert.equal(apiPath(method), 'api/agents/sources/tail/interfaces/spool/#store');
  });
});
