/** What kind of system this is, and the one command that installs MariaDB on it. */

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { findProgram } from './find-program.mjs';

/** Parses `/etc/os-release` (freedesktop os-release(5)): KEY=value lines, values maybe quoted. */
export function parseOsRelease(text) {
  const fields = {};
  for (const line of text.split('\n')) {
    const match = /^([A-Z_]+)=(?:"(.*)"|'(.*)'|(.*))$/.exec(line.trim());
    if (match) fields[match[1]] = match[2] ?? match[3] ?? match[4];
  }
  return fields;
}

/**
 * Returns the family of a system, from its name and those it derives from.
 *
 * @returns {'debian'|'ubuntu'|'fedora'|'rhel'|'arch'|'alpine'|'suse'|'macos'|'unknown'}
 */
export function systemFamily(osRelease, platform = process.platform) {
  if (platform === 'darwin') return 'macos';
  const names = [osRelease.ID, ...(osRelease.ID_LIKE ?? '').split(' ')];
  if (names.includes('ubuntu')) return 'ubuntu';
  if (names.includes('debian')) return 'debian';
  if (osRelease.ID === 'fedora') return 'fedora';
  if (names.some((name) => ['rhel', 'centos', 'almalinux', 'rocky'].includes(name))) return 'rhel';
  if (names.includes('fedora')) return 'fedora';
  if (names.includes('arch')) return 'arch';
  if (names.includes('alpine')) return 'alpine';
  if (names.some((name) => name?.includes('suse'))) return 'suse';
  return 'unknown';
}

/** Returns the Debian packages of the MariaDB server without a service; Ubuntu 22.04 numbers them. */
export function mariadbPackages(osRelease) {
  const suffix = osRelease.ID === 'ubuntu' && osRelease.VERSION_ID === '22.04' ? '-10.6' : '';
  return [`mariadb-server-core${suffix}`, `mariadb-client-core${suffix}`];
}

/** Returns the one command that installs MariaDB 10.6 or newer on a system, or undefined. */
export function mariadbCommand(osRelease, { platform = process.platform, isRoot = false } = {}) {
  const sudo = isRoot ? '' : 'sudo ';
  const rhel = Number.parseInt(osRelease.VERSION_ID ?? '', 10);
  const names = mariadbPackages(osRelease).join(' ');
  const apt = `${sudo}apt-get install -y --no-install-recommends ${names}`;
  return {
    debian: apt,
    ubuntu: apt,
    fedora: `${sudo}dnf install -y mariadb-server`,
    rhel:
      rhel < 10
        ? `${sudo}dnf module install -y mariadb:10.11/server`
        : `${sudo}dnf install -y mariadb-server`,
    arch: `${sudo}pacman -S --needed mariadb`,
    alpine: `${sudo}apk add mariadb mariadb-client`,
    suse: `${sudo}zypper install -y mariadb`,
    macos: 'brew install mariadb',
  }[systemFamily(osRelease, platform)];
}

/**
 * Looks at this machine once: its family, who we are, and whether packages can be installed
 * without a question (as root, or with sudo that asks no password).
 */
export function inspectSystem(env = process.env) {
  const osRelease = readOsRelease(env.FLASH_OS_RELEASE ?? '/etc/os-release');
  const isRoot = process.getuid?.() === 0 && !env.FLASH_SETUP_NOT_ROOT;
  const family = systemFamily(osRelease);
  const apt = ['debian', 'ubuntu'].includes(family) ? findProgram('apt-get', env) : undefined;
  return { osRelease, family, isRoot, apt, asRoot: apt && rootPrefix(isRoot, env) };
}

/** Returns the words to put before a command to run it as root ([] for root), or undefined. */
function rootPrefix(isRoot, env) {
  if (isRoot) return [];
  const sudo = findProgram('sudo', env);
  if (!sudo) return undefined;
  return spawnSync(sudo, ['-n', 'true'], { stdio: 'ignore' }).status === 0
    ? [sudo, '-n']
    : undefined;
}

function readOsRelease(path) {
  try {
    return parseOsRelease(readFileSync(path, 'utf8'));
  } catch {
    return {};
  }
}
