/** A small clone with the real setup in it, and a PATH of stand-ins for npm, apt-get and MariaDB. */

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..', '..');
const LOCK = { lockfileVersion: 3, packages: { 'node_modules/zod': { integrity: 'sha512-zod' } } };

/** A fake npm: makes the tree that the lock file names, and counts its calls. */
const NPM = `echo "npm $*" >> "$CALLS"
[ -z "$NPM_SAYS" ] || { echo "$NPM_SAYS" >&2; exit 1; }
mkdir -p node_modules/.bin
ln -sf "$REAL_NODE" node_modules/.bin/node
[ -z "$NPM_WAITS" ] || { echo waiting >> "$CALLS"; while [ ! -e "$NPM_WAITS" ]; do sleep 0.05; done; }
cp package-lock.json node_modules/.package-lock.json`;

/** A fake apt-get: "installs" MariaDB into the folder of stand-ins. */
const APT = `echo "apt-get $* [$DEBIAN_FRONTEND]" >> "$CALLS"
case "$*" in *install*)
[ -z "$APT_WAITS" ] || { echo waiting >> "$CALLS"; while [ ! -e "$APT_WAITS" ]; do sleep 0.05; done; }
for name in mariadbd mariadb-install-db mariadb-upgrade mariadb; do
  printf '#!/bin/sh\\necho "Ver 10.11.9-MariaDB"\\n' > "$BIN/$name"; chmod +x "$BIN/$name"
done
[ -z "$APT_WAITS" ] || echo "apt-get is done" >> "$CALLS";; esac`;

const CHILD = `process.on('SIGTERM', () => { console.log('told to end'); process.exit(7); });
console.log('child', process.argv.slice(2).join(' '), process.env['FLASH_MARIADBD'] ?? '');
if (process.argv.includes('stay')) setInterval(() => {}, 1000);
`;

/** How a setup ended. */
export interface SetupEnding {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A running setup: its process, what it has printed so far, and its end. */
export interface RunningSetup {
  readonly process: ChildProcess;
  readonly out: () => string;
  readonly err: () => string;
  readonly ended: Promise<SetupEnding>;
}

/** A clone to run the setup in. */
export interface SetupClone {
  readonly root: string;
  /** Starts `bootstrap.mjs` with arguments and more environment. */
  readonly start: (args: readonly string[], env?: Record<string, string>) => RunningSetup;
  /** Puts a stand-in on PATH: the body of a shell script. */
  readonly standIn: (name: string, body: string) => void;
  /** What the stand-ins of npm and apt-get were called with, in order. */
  readonly calls: () => string[];
  readonly remove: () => void;
}

/** Makes a clone with npm on PATH, and MariaDB too unless told otherwise. */
export function makeSetupClone({ hasMariadb = true } = {}): SetupClone {
  const top = mkdtempSync(join(tmpdir(), 'flash-setup-'));
  const root = join(top, 'clone');
  const bin = join(top, 'bin');
  const calls = join(top, 'calls');
  mkdirSync(bin);
  cpSync(join(ROOT, 'telemetry', 'setup'), join(root, 'telemetry', 'setup'), { recursive: true });
  writeFileSync(join(root, 'package.json'), '{"type":"module"}');
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify(LOCK));
  writeFileSync(join(root, 'flash.ts'), CHILD);
  writeFileSync(join(top, 'os-release'), 'ID=debian\nVERSION_ID="12"\n');
  for (const tool of ['sh', 'mkdir', 'ln', 'cp', 'sleep', 'chmod', 'env', 'setpriv', 'true']) {
    const path = [`/usr/bin/${tool}`, `/bin/${tool}`].find((candidate) => existsSync(candidate));
    if (path) symlinkSync(path, join(bin, tool));
  }
  const standIn = (name: string, body: string): void => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${body}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  standIn('npm', NPM);
  standIn('apt-get', APT);
  const mariadb = ['mariadbd', 'mariadb-install-db', 'mariadb-upgrade', 'mariadb'];
  if (hasMariadb) for (const name of mariadb) standIn(name, 'echo "Ver 10.11.9-MariaDB"');
  const fixed = {
    PATH: bin,
    BIN: bin,
    CALLS: calls,
    REAL_NODE: process.execPath,
    FLASH_OS_RELEASE: join(top, 'os-release'),
    FLASH_SETUP_PATH_ONLY: '1',
  };
  return {
    root,
    standIn,
    start: (args, env = {}) => startSetup(root, args, { ...fixed, ...env }),
    calls: () => (existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : []),
    remove: () => rmSync(top, { recursive: true, force: true }),
  };
}

function startSetup(
  root: string,
  args: readonly string[],
  env: Record<string, string>,
): RunningSetup {
  const bootstrap = join(root, 'telemetry', 'setup', 'bootstrap.mjs');
  const child = spawn(process.execPath, [bootstrap, ...args], { cwd: root, env });
  const text = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (text.out += chunk));
  child.stderr.on('data', (chunk) => (text.err += chunk));
  const { promise: ended, resolve: end } = Promise.withResolvers<SetupEnding>();
  child.once('close', (code) => end({ code, ...text }));
  return { process: child, out: () => text.out, err: () => text.err, ended };
}
