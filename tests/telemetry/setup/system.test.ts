/** What the setup says on each system, from its /etc/os-release. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mariadbCommand, parseOsRelease, systemFamily } from '#telemetry/setup/system.mjs';

const linux = { platform: 'linux' as const };

/** Written in the format of os-release(5): values bare or quoted. */
const SYSTEMS = [
  [
    'ID=debian\nVERSION_ID="12"\n',
    'debian',
    'sudo apt-get install -y --no-install-recommends mariadb-server-core mariadb-client-core',
  ],
  [
    'NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\nVERSION_ID="22.04"',
    'ubuntu',
    'sudo apt-get install -y --no-install-recommends mariadb-server-core-10.6 mariadb-client-core-10.6',
  ],
  [
    'ID=linuxmint\nID_LIKE="ubuntu debian"\n',
    'ubuntu',
    'sudo apt-get install -y --no-install-recommends mariadb-server-core mariadb-client-core',
  ],
  ['ID=fedora\nVERSION_ID=43\n', 'fedora', 'sudo dnf install -y mariadb-server'],
  [
    'ID="almalinux"\nID_LIKE="rhel centos fedora"\nVERSION_ID="9.6"',
    'rhel',
    'sudo dnf module install -y mariadb:10.11/server',
  ],
  [
    'ID="rocky"\nID_LIKE="rhel centos fedora"\nVERSION_ID="10.0"',
    'rhel',
    'sudo dnf install -y mariadb-server',
  ],
  ["ID='arch'\n", 'arch', 'sudo pacman -S --needed mariadb'],
  ['ID=alpine\n', 'alpine', 'sudo apk add mariadb mariadb-client'],
  ['ID="opensuse-leap"\nID_LIKE="suse opensuse"\n', 'suse', 'sudo zypper install -y mariadb'],
] as const;

for (const [text, family, command] of SYSTEMS) {
  test(`${family}: ${command}`, () => {
    const osRelease = parseOsRelease(text);
    assert.equal(systemFamily(osRelease, 'linux'), family);
    assert.equal(mariadbCommand(osRelease, { ...linux, isRoot: false }), command);
  });
}

test('root needs no sudo', () => {
  const command = mariadbCommand(parseOsRelease('ID=fedora\n'), { ...linux, isRoot: true });
  assert.equal(command, 'dnf install -y mariadb-server');
});

test('a Mac is a Mac whatever it says', () => {
  const mac = { platform: 'darwin' as const, isRoot: false };
  assert.equal(mariadbCommand(parseOsRelease(''), mac), 'brew install mariadb');
});

test('an unknown system has no command', () => {
  assert.equal(systemFamily(parseOsRelease('ID=plan9\n'), 'linux'), 'unknown');
  assert.equal(
    mariadbCommand(parseOsRelease('not a line'), { ...linux, isRoot: false }),
    undefined,
  );
});
