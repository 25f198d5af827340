/** Finds who holds a TCP port on this machine, so that "address in use" can name its owner (Linux; elsewhere nothing is found). */

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface PortOwner {
  readonly pid: number;
  /** The command line as the process shows it, at most 120 characters. */
  readonly command: string;
}

const LISTENING = '0A';

/** Returns the socket inodes that listen on `port`, from the text of `/proc/net/tcp` or `tcp6` (proc(5)). */
export function parseListeningInodes(text: string, port: number): string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  const inodes: string[] = [];
  for (const line of text.split('\n').slice(1)) {
    const cells = line.trim().split(/\s+/);
    const [, local, , state] = cells;
    const inode = cells[9];
    if (state !== LISTENING || inode === undefined) continue;
    if (local?.split(':')[1] === wanted) inodes.push(inode);
  }
  return inodes;
}

/** Returns the process that listens on `port`, or null where none can be seen (another user's, another system). */
export function findPortOwner(port: number, proc = '/proc'): PortOwner | null {
  const inodes = new Set(
    ['tcp', 'tcp6'].flatMap((table) =>
      parseListeningInodes(readText(`${proc}/net/${table}`) ?? '', port),
    ),
  );
  if (inodes.size === 0) return null;
  const links = new Set([...inodes].map((inode) => `socket:[${inode}]`));
  for (const pid of listFolder(proc).filter((name) => /^\d+$/.test(name))) {
    if (holdsSocket(`${proc}/${pid}/fd`, links)) return describe(proc, pid);
  }
  return null;
}

function holdsSocket(folder: string, links: ReadonlySet<string>): boolean {
  return listFolder(folder).some((descriptor) => {
    try {
      return links.has(readlinkSync(`${folder}/${descriptor}`));
    } catch {
      return false;
    }
  });
}

function describe(proc: string, pid: string): PortOwner {
  const words = (readText(`${proc}/${pid}/cmdline`) ?? '').split('\0').join(' ').trim();
  const command = words === '' ? (readText(`${proc}/${pid}/comm`) ?? '').trim() : words;
  return { pid: Number(pid), command: command.slice(0, 120) };
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function listFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
