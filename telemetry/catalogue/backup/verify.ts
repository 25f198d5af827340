/** Proves a backup whole before anything is made of it, and says what is damaged, all of it. */

import { FlashError } from '../../errors.ts';
import { readMigrations, type Migration } from '../migration-files.ts';
import { piecesOf, readManifest, type BackupManifest } from './manifest.ts';
import { faultOfPiece } from './read-piece.ts';

const MOST_NAMED = 10;

/** Reads the manifest and every checksum. @throws {FlashError} that names each file that is not as it was written. */
export async function verifyBackup(
  folder: string,
  { onPiece, signal }: { readonly onPiece?: (path: string) => void; readonly signal?: AbortSignal },
): Promise<BackupManifest> {
  const manifest = await readManifest(folder);
  const faults: string[] = [];
  for (const piece of piecesOf(manifest)) {
    signal?.throwIfAborted();
    onPiece?.(piece.path);
    const fault = await faultOfPiece(folder, piece);
    if (fault !== null) faults.push(`${piece.path}: ${fault}`);
  }
  for (const { name, rows, pieces } of manifest.tables) {
    const held = pieces.reduce((sum, piece) => sum + piece.rows, 0);
    if (held !== rows)
      faults.push(`${name}: its files hold ${String(held)} of ${String(rows)} rows`);
  }
  if (faults.length === 0) return manifest;
  const more = faults.length - MOST_NAMED;
  const named = faults.slice(0, MOST_NAMED).join('; ');
  throw new FlashError({
    operation: 'use the backup',
    subject: folder,
    reason: `${String(faults.length)} of its files ${faults.length === 1 ? 'is' : 'are'} damaged: ${named}${more > 0 ? `; and ${String(more)} more` : ''}`,
    hint: 'use another backup, or the copy elsewhere (backup.copy_to); nothing was restored',
  });
}

/** @throws {FlashError} where this program is older than the backup, or of another line, or the kinds differ. */
export function refuseUnfit(
  folder: string,
  manifest: BackupManifest,
  { isDemo, migrations = readMigrations() }: { isDemo: boolean; migrations?: readonly Migration[] },
): void {
  const refuse = (reason: string, hint: string): FlashError =>
    new FlashError({ operation: 'restore the catalogue', subject: folder, reason, hint });
  if ((manifest.kind === 'demo') !== isDemo) {
    throw refuse(
      `it is the backup of a ${manifest.kind} catalogue and was to become a ${isDemo ? 'demo' : 'real'} one`,
      isDemo ? 'leave --demo away' : 'add --demo, or use another backup',
    );
  }
  for (const { number, name, sha256 } of manifest.migrations) {
    const own = migrations[number - 1];
    if (own?.sha256 === sha256) continue;
    throw own === undefined
      ? refuse(`it was made by a newer program: its tables have ${name}`, 'update this program')
      : refuse(
          `its tables come from another ${name} than this program's`,
          'use the program that made it',
        );
  }
}
