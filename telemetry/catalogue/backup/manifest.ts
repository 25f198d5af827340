/** What a backup says of itself: its files with their checksums, the rows of each table, the version of its tables. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

import { errorCode, FlashError } from '../../errors.ts';

/** Raised when an older program could no longer restore what is written. */
const FORMAT = 1;

export const MANIFEST = 'manifest.json';
/** The same checksums as `sha256sum -c` reads them, the manifest's own among them. */
export const CHECKSUMS = 'SHA256SUMS';

const count = z.number().int().min(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const piece = z.strictObject({
  /** Name within the backup. */
  path: z.string().regex(/^[A-Za-z0-9_]+(?:\.\d+)?\.sql\.gz$/),
  rows: count,
  /** Compressed. */
  bytes: count,
  /** Of the compressed bytes. */
  sha256,
});

const manifestSchema = z.strictObject({
  format: z.literal(FORMAT),
  name: z.string().min(1),
  reason: z.enum(['nightly', 'migration', 'command']),
  kind: z.enum(['demo', 'real']),
  made_by: z.string(),
  server: z.string(),
  started_ms: count,
  /** The moment whose state this is. */
  snapshot_ms: count,
  finished_ms: count,
  /** The newest change that it holds. */
  position: count,
  migrations: z.array(z.strictObject({ number: count, name: z.string(), sha256 })),
  /** What the server said that the tables take on its disk, bytes. */
  data_bytes: count,
  /** The empty tables; made before their rows come. */
  structure: piece,
  /** Views and triggers; made when the rows are there. */
  after: piece,
  tables: z.array(z.strictObject({ name: z.string(), rows: count, pieces: z.array(piece) })),
});

export type BackupManifest = Readonly<z.output<typeof manifestSchema>>;
export type BackupPiece = Readonly<z.output<typeof piece>>;

/** Returns the manifest as it is written. */
export function manifestText(manifest: Omit<BackupManifest, 'format'>): string {
  return `${JSON.stringify({ format: FORMAT, ...manifest }, null, 2)}\n`;
}

/** Every file of a backup beside its manifest, in the order in which a restore takes them. */
export function piecesOf({
  structure,
  tables,
  after,
}: Pick<BackupManifest, 'structure' | 'tables' | 'after'>): readonly BackupPiece[] {
  return [structure, ...tables.flatMap(({ pieces }) => pieces), after];
}

/** Bytes of a backup on the disk, its manifest not counted. */
export function bytesOf(manifest: Pick<BackupManifest, 'structure' | 'tables' | 'after'>): number {
  return piecesOf(manifest).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Rows of all tables. */
export function rowsOf({ tables }: Pick<BackupManifest, 'tables'>): number {
  return tables.reduce((sum, { rows }) => sum + rows, 0);
}

/** Reads the manifest of a backup. @throws {FlashError} where there is none, it is damaged, or a newer program wrote it. */
export async function readManifest(folder: string): Promise<BackupManifest> {
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch((cause: unknown) => {
    const isMissing = errorCode(cause) === 'ENOENT' || errorCode(cause) === 'ENOTDIR';
    throw unreadable(
      folder,
      isMissing ? `it holds no ${MANIFEST}: it is not a backup, or not a whole one` : 'no answer',
      'name the folder of one backup',
      cause,
    );
  });
  const value = parse(text);
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const format =
    typeof value === 'object' && value !== null && 'format' in value ? value.format : null;
  if (typeof format === 'number' && format > FORMAT) {
    const reason = `its format is ${String(format)}, this program reads ${String(FORMAT)}`;
    throw unreadable(folder, reason, 'update this program');
  }
  const issue = parsed.error.issues[0];
  const where = issue === undefined ? '' : `: ${issue.path.join('.')}: ${issue.message}`;
  throw unreadable(folder, `its ${MANIFEST} is damaged${where}`, 'use another backup');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function unreadable(subject: string, reason: string, hint: string, cause?: unknown): FlashError {
  return new FlashError({ operation: 'read the backup', subject, reason, hint, cause });
}
