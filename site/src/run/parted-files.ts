/** A run's files in their parts, each fetched when it is needed, and the newest ones that only the tail has. */

import type { FileColumns, Run } from '#site/snapshot/schema/run.ts';
import type { Tail } from '#site/snapshot/schema/tail.ts';
import type { FileAt, FileList } from './files.ts';
import { newestOf } from './newest-files.ts';

export interface PartedFiles {
  /** How many files there are, loaded or not. */
  count(): number;
  /** Those whose name holds a text, of what is loaded; without a text all. */
  list(text?: string): FileList;
  loadRows(first: number, count: number): Promise<void>;
  loadAll(onPart: (part: number, of: number) => void): Promise<void>;
  takeTail(tail: Tail | null): void;
}

/** Returns the files of a run; `onLoaded` is called for each part that came. */
export function createPartedFiles(
  run: Run,
  fetchPart: (path: string) => Promise<FileColumns>,
  onLoaded: () => void,
): PartedFiles {
  const { files, fileParts } = run;
  const size = Math.max(1, files.name.length);
  const parts: (FileColumns | null)[] = [files, ...fileParts.map(() => null)];
  let newest: FileColumns | null = null;
  let known: readonly FileColumns[] = [files];

  const load = async (part: number): Promise<void> => {
    const path = fileParts[part - 1];
    if (parts[part] !== null || path === undefined) return;
    const columns = await fetchPart(path);
    if (parts[part] !== null) return;
    parts[part] = columns;
    known = parts.filter((one) => one !== null);
    onLoaded();
  };
  const listed = (): number =>
    fileParts.length === 0 ? files.name.length : Math.max(run.fileCount, size);
  const count = (): number => Math.max(run.fileCount, listed() + (newest?.name.length ?? 0));
  const at = (index: number): FileAt | null => {
    if (newest !== null && index >= listed()) return { files: newest, i: index - listed() };
    const part = Math.floor(index / size);
    const columns = parts[part] ?? null;
    return columns === null || index - part * size >= columns.name.length
      ? null
      : { files: columns, i: index - part * size };
  };
  return {
    count,
    list(text = '') {
      if (text === '') return { count: count(), at, known };
      const chosen = named(newest === null ? known : [...known, newest], text);
      return { count: chosen.length, at: (index) => chosen[index] ?? null, known };
    },
    async loadRows(first, many) {
      const last = Math.floor((first + many - 1) / size);
      for (let part = Math.floor(first / size); part <= last; part += 1) await load(part);
    },
    async loadAll(onPart) {
      for (let part = 1; part < parts.length; part += 1) {
        onPart(part + 1, parts.length);
        await load(part);
      }
    },
    takeTail(tail) {
      newest = tail === null ? null : newestOf(run, known.at(-1) ?? files, tail);
    },
  };
}

function named(parts: readonly FileColumns[], text: string): readonly FileAt[] {
  const wanted = text.toLowerCase();
  return parts.flatMap((files) =>
    files.name.flatMap((name, i) => (name.toLowerCase().includes(wanted) ? [{ files, i }] : [])),
  );
}
