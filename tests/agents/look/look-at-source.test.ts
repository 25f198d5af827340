import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { lookAtSource } from '#agents/look/look-at-source.ts';
import type { SourceHint } from '#agents/source-hint.ts';

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'flash-look-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

const at = (path: string, kind: 'directory' | 'file' | 'path'): SourceHint => {
  return { kind, what: 'a test', path };
};

test('a directory is listed, a file is read; each is told from what it should not be', async (t) => {
  const home = folder(t);
  const file = join(home, 'log.csv');
  writeFileSync(file, 'time,kelvin\n');
  assert.deepEqual(await lookAtSource(at(home, 'directory')), {
    state: 'good',
    found: `${home}: 1 name in it`,
  });
  assert.deepEqual(await lookAtSource(at(file, 'path')), {
    state: 'good',
    found: `${file}: 12 bytes`,
  });
  const wrong = await lookAtSource(at(file, 'directory'));
  assert.partialDeepStrictEqual(wrong, {
    state: 'failed',
    found: `${file} is a file, not a directory`,
  });
});

test('an empty directory wants a look, for its disk may not be mounted', async (t) => {
  const look = await lookAtSource(at(folder(t), 'directory'));
  assert.equal(look.state, 'attention');
  assert.match(look.mend ?? '', /is its disk mounted/);
});

test('what is not there is missing, with what to do', async (t) => {
  const path = join(folder(t), 'none');
  const look = await lookAtSource(at(path, 'file'));
  assert.partialDeepStrictEqual(look, { state: 'failed', found: `${path} does not exist` });
  assert.match(look.mend ?? '', /mount its disk/);
});

test('a FIFO is not opened, which would wait for a writer', async (t) => {
  const path = join(folder(t), 'fifo');
  execFileSync('mkfifo', [path]);
  const look = await lookAtSource(at(path, 'file'));
  assert.match(look.found, /is something else, not a file/);
});

test('a directory on a network disk is read by a child, and gives the same answer', async (t) => {
  const home = folder(t);
  mkdirSync(join(home, 'a'));
  const readMounts = (): string => `1 0 0:1 / / rw - ext4 /dev/sda1 rw
2 1 0:2 / ${home} rw - nfs4 server:/export rw
`;
  const options = { readMounts, timeoutMs: 5_000 };
  const look = await lookAtSource(at(home, 'directory'), options);
  assert.deepEqual(look, { state: 'good', found: `${home}: 1 name in it` });
  const none = await lookAtSource(at(join(home, 'none'), 'directory'), options);
  assert.equal(none.found, `${join(home, 'none')} does not exist`);
});

test('a program is looked for in PATH or at its own place, and must be one', async (t) => {
  const home = folder(t);
  const path = join(home, 'condor_q');
  writeFileSync(path, '#!/bin/sh\n');
  const named: SourceHint = { kind: 'program', what: 'queue', program: 'condor_q' };
  const options = { path: `/nowhere:${home}` };
  chmodSync(path, 0o644);
  const look = await lookAtSource(named, options);
  assert.partialDeepStrictEqual(look, { state: 'failed', found: 'condor_q is not in PATH' });
  chmodSync(path, 0o755);
  assert.deepEqual(await lookAtSource(named, options), { state: 'good', found: path });
  assert.equal((await lookAtSource({ ...named, program: path }, options)).state, 'good');
});

test('an address is there when it takes a connection', async (t) => {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const hint: SourceHint = {
    kind: 'address',
    what: 'broker',
    url: `mqtt://127.0.0.1:${String(port)}`,
  };
  t.after(() => server.close());
  const look = await lookAtSource(hint);
  assert.deepEqual(look, {
    state: 'good',
    found: `127.0.0.1:${String(port)} takes connections`,
  });
  await new Promise((resolve) => server.close(resolve));
  const gone = await lookAtSource(hint);
  assert.equal(gone.state, 'failed');
  assert.match(gone.found, /ECONNREFUSED/);
});
