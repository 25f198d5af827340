/** Which embedded server runs for a home: a small file that its owner writes when it is ready and removes when it ends. */

import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

export interface ServerState {
  readonly pid: number;
  readonly socket: string;
  readonly version: string;
  readonly startedAt: number;
}

/** Writes the file whole or not at all. */
export function writeServerState(path: string, state: ServerState): void {
  const draft = `${path}.tmp`;
  writeFileSync(draft, `${JSON.stringify(state)}\n`, { mode: 0o600 });
  renameSync(draft, path);
}

/** Returns what the file says; null where there is none or it is damaged. */
export function readServerState(path: string): ServerState | null {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof value !== 'object' || value === null) return null;
    if (!('pid' in value && 'socket' in value && 'version' in value && 'startedAt' in value)) {
      return null;
    }
    const { pid, socket, version, startedAt } = value;
    if (typeof pid !== 'number' || typeof startedAt !== 'number') return null;
    if (typeof socket !== 'string' || typeof version !== 'string') return null;
    return { pid, socket, version, startedAt };
  } catch {
    return null;
  }
}

export function removeServerState(path: string): void {
  rmSync(path, { force: true });
}
