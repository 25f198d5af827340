/** Parses what `stat --file-system --format='%S %b %f %a %c %d'` prints of a volume (stat(1), statfs(2)); pure. */

/** What `stat --file-system --format` is asked for: block size, blocks, free, available, inodes, free inodes. */
export const STATFS_FORMAT = '%S %b %f %a %c %d';

/** Room and inodes of a file system. */
export interface Volume {
  readonly sizeBytes: number;
  /** Everything that is not free, the part reserved for root too. */
  readonly usedBytes: number;
  /** What an ordinary user can still write. */
  readonly freeBytes: number;
  /** Files that it can hold; null: the file system has no such limit. */
  readonly inodes: number | null;
  /** Null: the file system has no such limit. */
  readonly freeInodes: number | null;
}

/** Returns the volume, or null where the text is something else or the volume has no size. */
export function parseStatfs(text: string): Volume | null {
  const numbers = text.trim().split(/\s+/).map(Number);
  if (numbers.length !== 6 || !numbers.every((value) => Number.isFinite(value))) return null;
  const [unit = 0, blocks = 0, free = 0, available = 0, inodes = 0, freeInodes = 0] = numbers;
  if (unit <= 0 || blocks <= 0) return null;
  return {
    sizeBytes: unit * blocks,
    usedBytes: unit * (blocks - free),
    freeBytes: unit * available,
    inodes: inodes > 0 ? inodes : null,
    freeInodes: inodes > 0 ? freeInodes : null,
  };
}
