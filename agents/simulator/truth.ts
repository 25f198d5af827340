/** The truth behind what was written, for tests alone: nothing else ever reads it, and it may be deleted at any time. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** Appends one line; the file is made where it is missing. */
export function tellTruth(path: string, what: Readonly<Record<string, unknown>>): void {
  mkdirSync(dirname(path), { recursive: true });
  appendFileSync(path, `${JSON.stringify(what)}\n`);
}
