import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { test } from 'node:test';

import { findPortOwner, parseListeningInodes } from '#telemetry/http/port-owner.ts';

const TABLE = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:24F8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0
   1: 0100007F:24F8 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 100 0 0 10 0
   2: 00000000:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0 100 0 0 10 0
`;

test('only listening sockets of the port count', () => {
  assert.deepEqual(parseListeningInodes(TABLE, 9464), ['4711']);
  assert.deepEqual(parseListeningInodes(TABLE, 80), ['4713']);
  assert.deepEqual(parseListeningInodes('', 80), []);
});

test(
  'a port of this process is found with its command',
  { skip: process.platform !== 'linux' && 'needs /proc' },
  async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const owner = findPortOwner(port);
    assert.equal(owner?.pid, process.pid);
    assert.match(owner?.command ?? '', /node/);
    server.close();
  },
);
