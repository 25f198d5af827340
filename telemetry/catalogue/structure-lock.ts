/** Who changes tables or their partitions, and who reads them all in one go, take turns: a named lock on the server. */

import type { Connection } from 'mariadb';

import { FlashError } from '../errors.ts';

/**
 * Runs `work` while nobody else changes the structure of the connection's database. A backup holds it from its first
 * read to its last; migrations and whatever adds or drops partitions take it for that moment. Freed with the connection.
 * @throws {FlashError} (transient) where it is not to be had within `seconds`.
 */
export async function holdStructure<Result>(
  connection: Connection,
  { operation, seconds }: { readonly operation: string; readonly seconds: number },
  work: () => Promise<Result>,
): Promise<Result> {
  const rows = await connection.query<{ got: number | null; name: string }[]>(
    "SELECT GET_LOCK(CONCAT(DATABASE(), '.structure'), ?) AS got, DATABASE() AS name",
    [seconds],
  );
  if (rows[0]?.got !== 1) {
    throw new FlashError({
      operation,
      subject: rows[0]?.name ?? 'the catalogue',
      reason: 'a backup, a migration or a change of partitions is going on',
      hint: 'try again when it has ended; who it is: SHOW PROCESSLIST on the database',
      transient: true,
    });
  }
  try {
    return await work();
  } finally {
    if (connection.isValid()) {
      await connection.query("DO RELEASE_LOCK(CONCAT(DATABASE(), '.structure'))");
    }
  }
}
