/** A MariaDB that is missing, too old, or may not write: said at the front door, with what to do, and exit code 1. */

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';

import { programPath } from '../support/needs-program.ts';

const ENTRY = join(import.meta.dirname, '..', '..', 'flash.ts');
const COMMANDS = [['hub'], ['run', 'list']] as const;
const INSTALL =
  /\n {2}what to do: install the MariaDB server, 10\.6 or newer: apt install mariadb-server-core/;

let folder = '';
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'flash-server-'));
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, 'flash.yaml'), 'node: test-node\n');
});
after(() => rmSync(folder, { recursive: true, force: true }));

type Env = Readonly<Record<string, string>>;

/** Runs `flash` in the test's folder, below other programs (`setpriv …`) where asked. */
async function flash(words: readonly string[], more: Env = {}, below: readonly string[] = []) {
  const { FLASH_CONFIG: _, FLASH_PORT: __, FLASH_MARIADBD: ___, ...env } = process.env;
  const line = [...below, process.execPath, '--disable-warning=ExperimentalWarning', ENTRY];
  const [program = '', ...parameters] = [...line, ...words];
  const child = spawn(program, parameters, {
    cwd: folder,
    env: { ...env, FLASH_HOME: join(folder, 'home'), FLASH_PROGRAM: 'flash', ...more },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let err = '';
  child.stderr.on('data', (text: Buffer) => (err += text.toString()));
  child.stdout.resume();
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, err: err.replaceAll(folder, '<folder>') };
}

/** A folder with programs of ours, to be named in the environment. */
function fakeServer(says: string): string {
  const path = join(folder, 'mariadbd');
  writeFileSync(path, `#!/bin/sh\necho "${says}"\n`, { mode: 0o755 });
  return path;
}

test('a MariaDB that is too old: which one, which is needed, how to get it', async () => {
  const server = fakeServer('mariadbd  Ver 10.3.39-MariaDB-0+deb10u2 for debian-linux-gnu');
  for (const words of COMMANDS) {
    const { code, err } = await flash(words, { FLASH_MARIADBD: server });
    assert.equal(code, 1, err);
    assert.match(
      err,
      /^cannot start the embedded catalogue: <folder>\/mariadbd: it is MariaDB 10\.3\.39; 10\.6 or newer is needed\n/,
    );
    assert.match(err, INSTALL);
  }
});

test('a MariaDB that is not where the environment says', async () => {
  const { code, err } = await flash(['hub'], { FLASH_MARIADBD: '/none/mariadbd' });
  assert.equal(code, 1);
  assert.match(err, /\/none\/mariadbd: it could not be run\n/);
  assert.match(err, INSTALL);
});

test('no MariaDB at all: what is missing, and what to type', async (t) => {
  const server = programPath('FLASH_MARIADBD');
  const cover = hide(server);
  if (!canHide(cover)) return t.skip('an installed MariaDB can only be hidden by a mount, as root');
  for (const words of COMMANDS) {
    const { code, err } = await flash(words, { PATH: '/usr/bin:/bin' }, cover);
    assert.equal(code, 1, err);
    assert.match(
      err,
      /^cannot start the embedded catalogue: mariadbd: the program is not installed\n/,
    );
    assert.match(err, INSTALL);
  }
});

/** What runs a command where this program cannot be executed; nothing where there is none. */
function hide(server: string | undefined): readonly string[] {
  if (server === undefined) return [];
  const script = 'mount --bind /dev/null "$0" && exec "$@"';
  return ['unshare', '--mount', 'sh', '-c', script, server];
}

function canHide(cover: readonly string[]): boolean {
  const [program, ...parameters] = cover;
  return program === undefined || spawnSync(program, [...parameters, 'true']).status === 0;
}

test('a home without permission: which folder, and what to do', async (t: TestContext) => {
  if (process.getuid?.() !== 0) return t.skip('needs root, to act as a user without rights');
  const home = join(folder, 'closed');
  const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
  for (const words of COMMANDS) {
    const { code, err } = await flash(words, { FLASH_HOME: home, HOME: '/nonexistent' }, nobody);
    if (/EACCES|Cannot find module/.test(err)) {
      return t.skip('the checkout is not readable for "nobody"');
    }
    assert.equal(code, 1, err);
    assert.match(
      err,
      /^cannot open the embedded catalogue: <folder>\/closed\/catalogue: this user may not write there\n/,
    );
    assert.match(
      err,
      /\n {2}what to do: make it writable for this user \(chown .*or set FLASH_HOME/,
    );
  }
});
