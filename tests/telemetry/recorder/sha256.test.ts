/** The second checksum: stored with file and copy, kept where a later fact has none, forgotten with the content it belonged to. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { createSender, fileFact } from '../../support/facts.ts';
import { startTestRecorder, type TestRecorder } from './setup.ts';

let setup: TestRecorder;
before(async () => (setup = await startTestRecorder()));
after(() => setup[Symbol.asyncDispose]());

const copy = { location: 'lnf-daq', uri: 'file:///daq/x.dat' };
const A = 'a'.repeat(64);

test('a sum is stored, kept by a fact without one, and forgotten when the content is another', async () => {
  const sender = createSender('daq', 'daq');
  const take = async (adler32: string, sha256?: string): Promise<unknown[]> => {
    const fact = fileFact({ adler32, copy, ...(sha256 === undefined ? {} : { sha256 }) });
    const { status, body } = await setup.recorder.record(sender.batch([fact]));
    assert.equal(status, 200, JSON.stringify(body));
    return setup.query(
      'SELECT f.sha256 AS file, p.sha256 AS copy FROM file f JOIN replica p ON p.file_id = f.id',
    );
  };
  assert.deepEqual(await take('00000001', A), [{ file: A, copy: A }]);
  assert.deepEqual(await take('00000001'), [{ file: A, copy: A }]);
  assert.deepEqual(await take('00000002'), [{ file: null, copy: null }]);
});

test('what is no sum is refused', async () => {
  const sender = createSender('daq', 'other');
  const { body } = await setup.recorder.record(sender.batch([fileFact({ sha256: 'abc' })]));
  assert.match(JSON.stringify(body), /64 lower-case hex digits/);
});
