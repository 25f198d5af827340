/** One write at a time, under a named lock, so that change numbers become visible in their order. */

import type { Connection, Pool } from 'mariadb';

import { FlashError } from '../errors.ts';
import { faultPoint } from '../fault.ts';

const LOCK_WITHIN_S = 20;

/**
 * Runs `work` in a transaction that holds the catalogue's write lock from before its begin until after its commit.
 * `work` returns null to roll back. A lost connection or a lock that is not had throws; nothing is written then.
 */
export async function writeTransaction<Result>(
  pool: Pool,
  work: (connection: Connection) => Promise<{ readonly commit: boolean; readonly result: Result }>,
): Promise<Result> {
  const connection = await pool.getConnection();
  let isClean = false;
  try {
    await takeLock(connection);
    await connection.beginTransaction();
    const { commit, result } = await work(connection);
    if (commit) {
      faultPoint('recorder:before-commit');
      await connection.commit();
      faultPoint('recorder:committed');
    } else {
      await connection.rollback();
    }
    await connection.query(RELEASE, ['.write']);
    isClean = true;
    return result;
  } finally {
    // A connection in doubt is not used again: the server rolls back and frees the lock when it goes.
    if (isClean) await connection.release();
    else connection.destroy();
  }
}

/**
 * Runs `work` while `connection` holds the catalogue's write lock, for writes that are more than one transaction (DDL
 * commits by itself). A connection on which it fails is for the caller to end: that frees the lock.
 */
export async function withWriteLock<Result>(
  connection: Connection,
  work: () => Promise<Result>,
): Promise<Result> {
  await takeLock(connection);
  const result = await work();
  await connection.query(RELEASE, ['.write']);
  return result;
}

const RELEASE = 'DO RELEASE_LOCK(CONCAT(DATABASE(), ?))';

async function takeLock(connection: Connection): Promise<void> {
  const rows = await connection.query<{ got: number | null; name: string }[]>(
    'SELECT GET_LOCK(CONCAT(DATABASE(), ?), ?) AS got, DATABASE() AS name',
    ['.write', LOCK_WITHIN_S],
  );
  if (rows[0]?.got === 1) return;
  throw new FlashError({
    operation: 'write to the catalogue',
    subject: rows[0]?.name ?? 'the catalogue',
    reason: `another writer has held its lock for ${String(LOCK_WITHIN_S)} s`,
    hint: 'see who: SHOW PROCESSLIST on the database',
    transient: true,
  });
}
