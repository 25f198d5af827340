/** The DAQ's purge: when its share of the disk is full, the oldest data files go, so that a demo never fills a disk. */
import { readdir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '#telemetry/errors.ts';
import { dataNumber } from './data-file.ts';

const BLOCK = 4_096;
const HOUR = 3_600_000;

export interface PurgeLimits {
  /** Above this, files older than an hour go. */
  readonly softBytes: number;
  /** Above this, any file goes. */
  readonly hardBytes: number;
}

export const DEMO_LIMITS: PurgeLimits = { softBytes: 900_000_000, hardBytes: 1_250_000_000 };
export const FULL_SIZE_LIMITS: PurgeLimits = {
  softBytes: 8_000_000_000,
  hardBytes: 12_000_000_000,
};

/** Files removed in one call at most. */
const MOST = 800;

interface DataFile {
  readonly path: string;
  /** Bytes that it takes on the disk; a hole takes none. */
  readonly allocated: number;
  readonly at: number;
}

export interface Purge {
  /** Tells of a file that was just written. */
  add(path: string, bytes: number, at: number): void;
  /** Removes what is too much; gives how many went. */
  purge(now: number): Promise<number>;
  /** Bytes on the disk. */
  total(): number;
}

/** Every data file below a folder, oldest first. */
async function listData(root: string): Promise<DataFile[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch(
    (error: unknown) => {
      if (errorCode(error) === 'ENOENT') return [];
      throw error;
    },
  );
  const files: DataFile[] = [];
  for (const entry of entries) {
    if (!entry.isFile() || dataNumber(entry.name) === null) continue;
    const path = join(entry.parentPath, entry.name);
    const { blocks, mtimeMs } = await stat(path);
    files.push({ path, allocated: blocks * 512, at: mtimeMs });
  }
  return files.sort((a, b) => a.at - b.at);
}

/** Begins at once; what is there already is looked at during the first purge. */
export function createPurge({ root, limits }: { root: string; limits: PurgeLimits }): Purge {
  const written: DataFile[] = [];
  let files: DataFile[] | null = null;
  let total = 0;

  /** Files there before and files written since, each once, oldest first. */
  async function lookAround(): Promise<DataFile[]> {
    const before = new Set(written.map(({ path }) => path));
    const found = (await listData(root)).filter(({ path }) => !before.has(path));
    const known = new Set(found.map(({ path }) => path));
    const all = [...found, ...written.filter(({ path }) => !known.has(path))];
    total = all.reduce((sum, file) => sum + file.allocated, 0);
    return all;
  }

  function isTooMuch(file: DataFile, now: number): boolean {
    return total > limits.hardBytes || (total > limits.softBytes && now - file.at > HOUR);
  }

  return {
    add(path, bytes, at) {
      const file = { path, allocated: Math.ceil(bytes / BLOCK) * BLOCK, at };
      (files ?? written).push(file);
      total += file.allocated;
    },
    async purge(now) {
      files ??= await lookAround();
      const oldest = files.slice(0, MOST);
      let removed = 0;
      for (const file of oldest) {
        if (!isTooMuch(file, now)) break;
        await unlink(file.path).catch((error: unknown) => {
          if (errorCode(error) !== 'ENOENT') throw error;
        });
        total -= file.allocated;
        removed += 1;
      }
      files.splice(0, removed);
      return removed;
    },
    total: () => total,
  };
}
