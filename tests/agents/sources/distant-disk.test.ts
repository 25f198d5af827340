/** A disk read by a child: the same answers; a call that hangs (a pipe that nobody writes to) ends with its child, which is started again. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createOwnDisk } from '#agents/sources/disk.ts';
import { createDistantDisk } from '#agents/sources/distant-disk.ts';
import { nameFromBytes } from '#agents/sources/file-path.ts';
import { openDisk } from '#agents/sources/open-disk.ts';
import { FlashError } from '#telemetry/errors.ts';
import { waitUntil } from '../../support/wait-until.ts';

const home = mkdtempSync(join(tmpdir(), 'flash-distant-'));
after(() => rmSync(home, { recursive: true, force: true }));
const RULES = { maxRate: null, sha256: true } as const;

test('a child answers as this process does, bytes that are no UTF-8 and errors included', async () => {
  const folder = join(home, 'same');
  mkdirSync(join(folder, 'below'), { recursive: true });
  writeFileSync(join(folder, 'a.dat'), 'some bytes\nand a second line\n');
  const latin = nameFromBytes(Buffer.from([0x63, 0xe8]));
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), latin.bytes ?? Buffer.alloc(0)]), 'x');
  const own = createOwnDisk(RULES);
  const distant = createDistantDisk({ ...RULES, path: folder, stallMs: 20_000 });
  try {
    const path = join(folder, 'a.dat');
    assert.deepEqual(await distant.stat(folder), await own.stat(folder));
    const names = await distant.list(folder);
    assert.deepEqual(names, await own.list(folder));
    assert.deepEqual(await distant.look(folder, names), await own.look(folder, names));
    assert.deepEqual(await distant.head(path, 4), await own.head(path, 4));
    assert.deepEqual(await distant.tail(path, null, 100), await own.tail(path, null, 100));
    const [mine, theirs] = [await own.read(path, 29), await distant.read(path, 29)];
    assert.deepEqual({ ...theirs, hashMs: 0, readMs: 0 }, { ...mine, hashMs: 0, readMs: 0 });
    assert.match(theirs.sha256 ?? '', /^[0-9a-f]{64}$/);
    await assert.rejects(distant.stat(join(folder, 'none')), { code: 'ENOENT' });
    assert.equal(distant.restarts(), 0);
  } finally {
    distant.close();
  }
  await assert.rejects(distant.stat(folder), /the agent ends/);
});

test('a call that hangs is given up with its child; questions fail at once until another one may start', async () => {
  const pipe = join(home, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const disk = createDistantDisk({ ...RULES, path: home, stallMs: 400 });
  try {
    await disk.stat(home);
    const before = disk.restarts();
    const start = performance.now();
    // Other questions go on being answered meanwhile: the one that hangs must be noticed all the same.
    const others = setInterval(() => void disk.stat(home).catch(() => undefined), 50);
    const hanging = disk.tail(pipe, null, 100).finally(() => {
      clearInterval(others);
    });
    await assert.rejects(hanging, (error) => {
      assert.ok(error instanceof FlashError && error.isTransient());
      assert.match(error.message, /no answer came for 0.4 s/);
      return true;
    });
    assert.ok(performance.now() - start < 5_000);
    const asked = performance.now();
    await assert.rejects(disk.stat(home), FlashError);
    assert.ok(performance.now() - asked < 100, 'the second question was not answered at once');
    await waitUntil('another child', () =>
      disk.stat(home).then(
        () => true,
        () => false,
      ),
    );
    assert.ok(disk.restarts() > before);
  } finally {
    disk.close();
  }
});

test('a root on a local disk has no child; one on a network mount has, also through a link', async () => {
  const link = join(home, 'link');
  symlinkSync('/mnt/nas/daq', link);
  const mounts = '1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 0:9 / /mnt/nas rw - nfs4 nas:/ rw\n';
  const options = { isolation: 'auto', stallMs: 10_000, readMounts: () => mounts } as const;
  const message = async (path: string): Promise<string> => {
    const disk = openDisk({ ...options, path });
    disk.close();
    return disk.stat(path).then(
      () => 'own',
      (error: unknown) => String(error),
    );
  };
  assert.equal(await message(home), 'own');
  assert.match(await message(link), /the agent ends/);
  assert.match(await message('/mnt/nas/x'), /the agent ends/);
});
