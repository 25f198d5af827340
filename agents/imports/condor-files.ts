/** Finds the files below the paths of an import that hold HTCondor's jobs. */

import type { Dirent } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CondorKind } from '#agents/formats/condor-sniff.ts';
import { sniffCondor } from '#agents/formats/condor-sniff.ts';
import { FlashError, errorCode } from '#telemetry/errors.ts';

/** So much of a file says what it is: an ad in long form takes some ten kilobytes. */
const HEAD_BYTES = 256 * 1024;

export interface CondorFile {
  readonly path: string;
  readonly kind: CondorKind;
  /** When it was last written (UTC, ms). */
  readonly writtenAt: number;
}

export interface CondorFiles {
  readonly files: readonly CondorFile[];
  /** Files that hold no jobs. */
  readonly foreign: readonly string[];
}

/** Looks at every file of the paths and of the folders below them, in order of their names. @throws FlashError where a path cannot be looked at. */
export async function findCondorFiles(paths: readonly string[]): Promise<CondorFiles> {
  const files: CondorFile[] = [];
  const foreign: string[] = [];
  const seen = new Set<string>();
  for (const path of paths) {
    for await (const file of walk(path)) {
      if (seen.has(file)) continue;
      seen.add(file);
      const { kind, writtenAt } = await lookAt(file);
      if (kind === null) foreign.push(file);
      else files.push({ path: file, kind, writtenAt });
    }
  }
  return { files, foreign };
}

async function* walk(path: string): AsyncGenerator<string> {
  const found = await tryTo(path, () => stat(path));
  if (!found.isDirectory()) {
    yield path;
    return;
  }
  const entries = await tryTo(path, () => readdir(path, { withFileTypes: true }));
  const byName = (a: Dirent, b: Dirent): number => (a.name < b.name ? -1 : 1);
  for (const entry of entries.toSorted(byName)) {
    if (entry.isDirectory()) yield* walk(join(path, entry.name));
    else if (entry.isFile()) yield join(path, entry.name);
  }
}

async function lookAt(path: string): Promise<{ kind: CondorKind | null; writtenAt: number }> {
  return await tryTo(path, async () => {
    const handle = await open(path, 'r');
    try {
      const { mtimeMs } = await handle.stat();
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      const head = buffer.toString('utf8', 0, bytesRead);
      return { kind: sniffCondor(head), writtenAt: Math.round(mtimeMs) };
    } finally {
      await handle.close();
    }
  });
}

async function tryTo<Value>(path: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    const code = errorCode(error);
    throw new FlashError({
      operation: "import HTCondor's jobs",
      subject: path,
      reason: code === 'ENOENT' ? 'no such file or folder' : `it cannot be read (${code ?? '?'})`,
      cause: error,
    });
  }
}
