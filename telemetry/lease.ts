/** Who holds a folder: a file with the owner's process id and start time, taken atomically, ignored once the owner is gone. */

import { linkSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';

import { errorCode, FlashError } from './errors.ts';
import { isProcessAlive } from './process-alive.ts';

export interface LeaseHolder {
  readonly pid: number;
  /** Start of the process in clock ticks since boot, so that a reused process id is not mistaken; null where unknown. */
  readonly startTicks: string | null;
  /** What it is, for people: its command line. */
  readonly command: string;
  /** `use`: a command, which soon leaves; `hold`: a process that stays. */
  readonly mode: LeaseMode;
  /** Where its parts listen, by their names; empty where it said nothing. */
  readonly addresses: Readonly<Record<string, string>>;
}

export type LeaseMode = 'hold' | 'use';

export interface Lease {
  readonly release: () => void;
}

/** Takes the lease, or returns who holds it. */
export function takeLease(
  path: string,
  mode: LeaseMode = 'hold',
  addresses: LeaseHolder['addresses'] = {},
): Lease | LeaseHolder {
  const own = JSON.stringify(describeSelf(mode, addresses));
  const draft = `${path}.${String(process.pid)}.tmp`;
  writeFileSync(draft, own, { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 10; attempt += 1) {
      if (tryLink(draft, path)) return { release: () => releaseLease(path, own) };
      const text = readText(path);
      const holder = parseHolder(text);
      if (holder !== null && isAlive(holder)) return holder;
      if (text !== null) removeStale(path, text);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  throw new FlashError({
    operation: 'take the lease',
    subject: path,
    reason: 'other processes take and leave it all the time',
    hint: 'wait until they have ended, then try again',
    transient: true,
  });
}

/** Who holds the lease now; null: nobody, or a process that is gone. */
export function readLease(path: string): LeaseHolder | null {
  const holder = parseHolder(readText(path));
  return holder !== null && isAlive(holder) ? holder : null;
}

/** Whether the very process that wrote this still runs. */
export function isAlive(holder: Pick<LeaseHolder, 'pid' | 'startTicks'>): boolean {
  if (!isProcessAlive(holder.pid)) return false;
  const ticks = readStartTicks(holder.pid);
  return holder.startTicks === null || ticks === null || ticks === holder.startTicks;
}

/** Start of a process in clock ticks since boot (field 22 of `/proc/<pid>/stat`, proc(5)); null where unknown. */
export function readStartTicks(pid: number): string | null {
  const text = readText(`/proc/${String(pid)}/stat`);
  // The second field is the program's name in parentheses and may hold anything.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields?.[19] ?? null;
}

function describeSelf(mode: LeaseMode, addresses: LeaseHolder['addresses']): LeaseHolder {
  const command = process.argv.slice(1).join(' ');
  return { pid: process.pid, startTicks: readStartTicks(process.pid), command, mode, addresses };
}

function tryLink(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (thrown) {
    if (errorCode(thrown) === 'EEXIST') return false;
    throw thrown;
  }
}

/** Moves the stale file aside; if meanwhile somebody else took the lease, what was moved is theirs and goes back. */
function removeStale(path: string, stale: string): void {
  const aside = `${path}.${String(process.pid)}.stale`;
  try {
    renameSync(path, aside);
    if (readText(aside) !== stale) tryLink(aside, path);
    unlinkSync(aside);
  } catch (thrown) {
    if (errorCode(thrown) !== 'ENOENT') throw thrown;
  }
}

function releaseLease(path: string, own: string): void {
  if (readText(path) === own) rmSync(path, { force: true });
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function parseHolder(text: string | null): LeaseHolder | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('pid' in value)) return null;
    const { pid } = value;
    if (typeof pid !== 'number') return null;
    const startTicks =
      'startTicks' in value && typeof value.startTicks === 'string' ? value.startTicks : null;
    const command = 'command' in value && typeof value.command === 'string' ? value.command : '';
    const mode = 'mode' in value && value.mode === 'use' ? 'use' : 'hold';
    const addresses = 'addresses' in value ? textsOf(value.addresses) : {};
    return { pid, startTicks, command, mode, addresses };
  } catch {
    return null;
  }
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
