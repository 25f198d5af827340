/** The log of the embedded server: a file kept small, and what its errors mean. */

import { closeSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';

const LARGEST_LOG = 5_000_000;

export interface ServerLog {
  /** File descriptor for the server's output. */
  readonly descriptor: number;
  readonly close: () => void;
  /** Lines marked as errors since this start. */
  readonly errors: () => readonly string[];
}

/** Opens the log for appending; one that grew beyond 5 MB is put aside as `.1` first. */
export function openServerLog(path: string): ServerLog {
  if (sizeOf(path) > LARGEST_LOG) renameSync(path, `${path}.1`);
  const start = sizeOf(path);
  const descriptor = openSync(path, 'a', 0o600);
  return {
    descriptor,
    close: () => {
      closeSync(descriptor);
    },
    errors: () => parseErrors(readFileSync(path).subarray(start).toString('utf8')),
  };
}

/** Picks the errors out of the server's log: `2026-11-23 18:45:57 0 [ERROR] InnoDB: Unable to lock …`. */
export function parseErrors(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => /\[ERROR\] (.*)$/.exec(line)?.[1]?.trim() ?? '')
    .filter((line) => line !== '');
}

/** Says in one clause why a server did not start; the first error is the cause, the rest follow from it. */
export function explainErrors(errors: readonly string[]): string {
  const all = errors.join('\n');
  if (/Unable to lock|lock aria control file|lock .*ibdata1/i.test(all)) {
    return 'another server uses the data directory';
  }
  if (/No space left|errno 28|Errcode: 28/i.test(all)) return 'the disk is full';
  if (/Permission denied|Errcode: 13/i.test(all))
    return 'this user may not read or write its files';
  if (/Upgrade after a crash is not supported/i.test(all)) {
    return 'it crashed under an older MariaDB, which must close it properly before this one opens it';
  }
  return errors[0] ?? 'the server ended without saying why';
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
