/** Makes one backup in a folder: whole and verified by name, or not there at all. */

import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from 'mariadb';

import type { Clock } from '../../effects.ts';
import { errorCode, FlashError } from '../../errors.ts';
import { faultPoint } from '../../fault.ts';
import { bytesForPeople } from '../../output/quantities.ts';
import { VERSION } from '../../version.ts';
import { takeLease } from '../../lease.ts';
import { dumpCatalogue } from './dump.ts';
import { listBackups, removeUnfinished } from './list.ts';
import { CHECKSUMS, MANIFEST, manifestText, piecesOf, type BackupManifest } from './manifest.ts';
import { nameBackup, UNFINISHED, type BackupReason } from './name.ts';
import { hashFile } from './read-piece.ts';
import { estimateBytes, freeBytes, readManifestIfAny, tooFull } from './room.ts';
import { syncFolder, writeSmall } from './write-piece.ts';

const SECOND_MS = 1_000;
const OPERATION = 'back up the catalogue';
const MORE_ROOM =
  'free some, set backup.directory to a larger disk, or keep fewer (backup.keep_daily, backup.keep_weekly)';

export interface MakeOptions {
  /** Opens a connection with every right; it is destroyed afterwards. */
  readonly connect: () => Promise<Connection>;
  /** Where backups lie; made where it is missing. */
  readonly directory: string;
  readonly owner: string;
  readonly reason: BackupReason;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onTable?: (name: string, index: number, of: number) => void;
}

export interface Made {
  /** The backup's own folder. */
  readonly folder: string;
  readonly manifest: Omit<BackupManifest, 'format'>;
}

/**
 * Makes a backup of the whole catalogue while it is used.
 * @throws {FlashError} where another one is being made there, the folder is not to be written, or its disk is too full.
 */
export async function makeBackup(options: MakeOptions): Promise<Made> {
  const { directory, owner } = options;
  await makeDirectory(directory);
  const lease = takeLease(join(directory, `.${owner}.lease`), 'use');
  if (!('release' in lease)) {
    throw new FlashError({
      operation: OPERATION,
      subject: directory,
      reason: `process ${String(lease.pid)} is making a backup there (${lease.command})`,
      hint: 'wait until it has ended',
      transient: true,
    });
  }
  try {
    await removeUnfinished(directory, owner);
    return await makeHeld(options);
  } finally {
    lease.release();
  }
}

async function makeHeld(options: MakeOptions): Promise<Made> {
  const { directory, reason, clock, signal } = options;
  const { name, started } = await chooseName(options);
  const draft = join(directory, `${name}${UNFINISHED}`);
  const connection = await options.connect();
  let needed = 0;
  try {
    needed = await requireRoom(connection, options);
    await mkdir(draft, { mode: 0o700 });
    const dumped = await dumpCatalogue({ ...options, connection, folder: draft });
    const manifest = {
      ...dumped,
      name,
      reason,
      made_by: `flash ${VERSION}`,
      started_ms: started,
      finished_ms: clock.now(),
    };
    await finish(draft, manifest);
    const folder = join(directory, name);
    await rename(draft, folder);
    await syncFolder(directory);
    faultPoint('backup:renamed');
    return { folder, manifest };
  } catch (thrown) {
    await rm(draft, { recursive: true, force: true });
    if (errorCode(thrown) === 'ENOSPC' || errorCode(thrown) === 'EDQUOT') {
      const free = await freeBytes(directory);
      const operation = OPERATION;
      const atLeast = Math.max(needed, free + 1);
      throw tooFull({
        operation,
        folder: directory,
        needed: atLeast,
        free,
        hint: MORE_ROOM,
        cause: thrown,
      });
    }
    if (!signal.aborted) throw thrown;
    throw new FlashError({
      operation: OPERATION,
      subject: directory,
      reason: 'it was interrupted; nothing is left of it',
      hint: 'start it again',
      cause: thrown,
    });
  } finally {
    connection.destroy();
  }
}

/** Names tell backups apart by the second they began in: one that begins in the second of another waits for the next. */
async function chooseName({
  directory,
  owner,
  reason,
  clock,
}: MakeOptions): Promise<{ readonly name: string; readonly started: number }> {
  const now = clock.now();
  const taken = nameBackup(owner, now, reason);
  if (!existsSync(join(directory, taken))) return { name: taken, started: now };
  await delay(SECOND_MS - (now % SECOND_MS));
  const started = clock.now();
  const name = nameBackup(owner, started, reason);
  if (!existsSync(join(directory, name))) return { name, started };
  throw new FlashError({
    operation: OPERATION,
    subject: join(directory, name),
    reason: 'a backup of that name is there, and the clock stands still',
    hint: 'look at the clock of this machine',
  });
}

/** Refuses before anything is written what the last backup shows to be hopeless; returns the bytes that are needed. */
async function requireRoom(
  connection: Connection,
  { directory, owner }: MakeOptions,
): Promise<number> {
  const [newest] = await listBackups(directory, owner);
  const last = newest === undefined ? null : await readManifestIfAny(join(directory, newest.name));
  const rows = await connection.query<{ bytes: number }[]>(
    `SELECT CAST(COALESCE(SUM(DATA_LENGTH), 0) AS UNSIGNED) AS bytes
     FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()`,
  );
  const needed = estimateBytes(rows[0]?.bytes ?? 0, last);
  const free = await freeBytes(directory);
  if (last !== null && free < needed) {
    throw tooFull({ operation: OPERATION, folder: directory, needed, free, hint: MORE_ROOM });
  }
  return needed;
}

/** The manifest comes last: without it a folder is no backup. */
async function finish(draft: string, manifest: Omit<BackupManifest, 'format'>): Promise<void> {
  faultPoint('backup:before-manifest');
  await writeSmall(join(draft, MANIFEST), manifestText(manifest));
  const sums = piecesOf(manifest).map(({ path, sha256 }) => `${sha256}  ${path}\n`);
  const own = `${await hashFile(join(draft, MANIFEST))}  ${MANIFEST}\n`;
  await writeSmall(join(draft, CHECKSUMS), [own, ...sums].join(''));
  await syncFolder(draft);
  faultPoint('backup:before-rename');
}

async function makeDirectory(directory: string): Promise<void> {
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new FlashError({
      operation: OPERATION,
      subject: directory,
      reason: `the folder cannot be made (${errorCode(cause) ?? 'no reason given'})`,
      hint: 'correct backup.directory, or who may write there',
      cause,
    });
  }
}

/** What a backup was, in a line for a person: `24.1 MB, 1 203 411 rows, change 88 123`. */
export function describeMade(bytes: number, rows: number, position: number): string {
  const count = rows.toLocaleString('en').replaceAll(',', ' ');
  return `${bytesForPeople(bytes)}, ${count} rows, up to change ${String(position)}`;
}
