/** Every process that belongs to a FLASH_HOME, whoever its parent is by now. */

import { readdirSync, readFileSync } from 'node:fs';

export interface HomeProcess {
  readonly pid: number;
  /** Its arguments, with spaces between. */
  readonly command: string;
}

/** Returns the living processes that were started with this home: by their environment, or by a path below it. */
export function processesOf(home: string): HomeProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((name) => {
      const environment = read(name, 'environ').split('\0');
      const words = read(name, 'cmdline').split('\0');
      const isOurs =
        environment.includes(`FLASH_HOME=${home}`) || words.some((word) => word.includes(home));
      const isZombie = /^State:\s+Z/m.test(read(name, 'status'));
      return isOurs && !isZombie ? [{ pid: Number(name), command: words.join(' ').trim() }] : [];
    });
}

/** A process that ended meanwhile has nothing to read. */
function read(pid: string, what: string): string {
  try {
    return readFileSync(`/proc/${pid}/${what}`, 'utf8');
  } catch {
    return '';
  }
}
