/** The whole of a backup as it is configured: made, copied elsewhere, old ones removed, and what came of it recorded. */

import { join, resolve } from 'node:path';
import type { Connection } from 'mariadb';

import type { FlashConfig } from '../../config/schema.ts';
import type { Clock, Log } from '../../effects.ts';
import { describeError, FlashError } from '../../errors.ts';
import { copyBackup } from './copy.ts';
import { listBackups, removeBackup } from './list.ts';
import { makeBackup, type Made } from './make.ts';
import { bytesOf, rowsOf } from './manifest.ts';
import { backupOwner, type BackupReason } from './name.ts';
import { readBackupRecord, writeBackupRecord, type BackupRecord } from './record.ts';
import { chooseOutdated } from './rotate.ts';

export type BackupConfig = Pick<
  FlashConfig,
  'backup' | 'homeDirectory' | 'isDemo' | 'node' | 'time_zone'
>;

export interface BackUpOptions {
  readonly config: BackupConfig;
  readonly connect: () => Promise<Connection>;
  readonly reason: BackupReason;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly onTable?: (name: string, index: number, of: number) => void;
}

export interface BackedUp extends Made {
  /** Why there is no copy elsewhere; null: there is one, or none is configured. */
  readonly copyFailed: string | null;
}

/** Where backups of a configuration lie. */
export function backupDirectory({
  backup,
  homeDirectory,
}: Pick<BackupConfig, 'backup' | 'homeDirectory'>): string {
  return backup.directory ?? join(homeDirectory, 'backup');
}

/** Makes a backup and everything that belongs to it. @throws {FlashError} where none could be made; that is recorded too. */
export async function backUp(options: BackUpOptions): Promise<BackedUp> {
  const { config, connect, clock } = options;
  const directory = backupDirectory(config);
  const owner = backupOwner(config);
  const began = clock.monotonic();
  const startedAt = clock.now();
  const made = await makeBackup({ ...options, directory, owner }).catch(async (thrown: unknown) => {
    await recordFailure(connect, startedAt, describeError(thrown).split('\n')[0] ?? '');
    throw thrown;
  });
  const durationMs = Math.round(clock.monotonic() - began);
  const copied = await copyElsewhere(options, made);
  await removeOutdated(options, directory);
  await record(connect, (before) => ({
    ...before,
    last_good: lastGood(made, directory, durationMs),
    last_try: { at_ms: startedAt, failed: null },
    copy: copyRecord(config.backup.copy_to, copied, before),
  }));
  return { ...made, copyFailed: copied?.failed ?? null };
}

/** Records a try that gave no backup; best effort, since the catalogue itself may be what is away. */
export async function recordFailure(
  connect: () => Promise<Connection>,
  atMs: number,
  failed: string,
): Promise<void> {
  await record(connect, (before) => ({ ...before, last_try: { at_ms: atMs, failed } })).catch(
    () => undefined,
  );
}

/** Records what is configured, before anything was made, so that whoever looks can tell "none yet" from "none wanted". */
export async function recordPlan(
  connect: () => Promise<Connection>,
  { backup, time_zone }: Pick<BackupConfig, 'backup' | 'time_zone'>,
): Promise<void> {
  const { nightly_hour: hour, copy_to: directory } = backup;
  const copy = (before: BackupRecord): BackupRecord['copy'] => {
    if (directory === undefined) return null;
    if (before.copy?.directory === directory) return before.copy;
    return { directory, last_good_ms: null, failed: null };
  };
  await record(connect, (before) => ({
    ...before,
    nightly: hour === null ? null : { hour, time_zone },
    copy: copy(before),
  }));
}

async function record(
  connect: () => Promise<Connection>,
  next: (before: BackupRecord) => BackupRecord,
): Promise<void> {
  const connection = await connect();
  try {
    await writeBackupRecord(connection, next(await readBackupRecord(connection)));
  } finally {
    await connection.end();
  }
}

function lastGood(
  { manifest }: Made,
  directory: string,
  durationMs: number,
): NonNullable<BackupRecord['last_good']> {
  const { name, reason, snapshot_ms, finished_ms, position } = manifest;
  const size = { bytes: bytesOf(manifest), rows: rowsOf(manifest), duration_ms: durationMs };
  return { name, directory, reason, snapshot_ms, finished_ms, position, ...size };
}

interface Copied {
  readonly atMs: number;
  readonly failed: string | null;
}

async function copyElsewhere(
  { config, clock, log, signal }: BackUpOptions,
  { folder, manifest }: Made,
): Promise<Copied | null> {
  const { copy_to: directory } = config.backup;
  if (directory === undefined) return null;
  const owner = backupOwner(config);
  try {
    refuseSamePlace(directory, backupDirectory(config));
    await copyBackup({ from: folder, name: manifest.name, directory, owner, signal });
    await rotate(config, directory);
    return { atMs: clock.now(), failed: null };
  } catch (thrown) {
    log.write('error', describeError(thrown));
    return { atMs: clock.now(), failed: describeError(thrown).split('\n')[0] ?? '' };
  }
}

function refuseSamePlace(copyTo: string, directory: string): void {
  if (resolve(copyTo) !== resolve(directory)) return;
  throw new FlashError({
    operation: 'copy the backup',
    subject: copyTo,
    reason: 'it is the folder in which the backup lies',
    hint: 'set backup.copy_to to a folder on another disk or machine',
  });
}

function copyRecord(
  directory: string | undefined,
  copied: Copied | null,
  before: BackupRecord,
): BackupRecord['copy'] {
  if (directory === undefined || copied === null) return null;
  const earlier = before.copy?.directory === directory ? before.copy.last_good_ms : null;
  const lastGoodMs = copied.failed === null ? copied.atMs : earlier;
  return { directory, last_good_ms: lastGoodMs, failed: copied.failed };
}

/** A backup that cannot be removed does not spoil the one that was made. */
async function removeOutdated({ config, log }: BackUpOptions, directory: string): Promise<void> {
  await rotate(config, directory).catch((thrown: unknown) => {
    log.write('warn', `old backups stay: ${describeError(thrown)}`);
  });
}

async function rotate(config: BackupConfig, directory: string): Promise<void> {
  const { keep_daily: daily, keep_weekly: weekly } = config.backup;
  const backups = await listBackups(directory, backupOwner(config));
  for (const { name } of chooseOutdated(backups, { daily, weekly, timeZone: config.time_zone })) {
    await removeBackup(directory, name);
  }
}
