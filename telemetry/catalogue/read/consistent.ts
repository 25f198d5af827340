/** One consistent read: every query of a publication sees the catalogue at the same moment. */

import type { Pool } from 'mariadb';
import type { ReadConnection } from './connection.ts';

/** Returns a function that runs `use` inside one read-only transaction of a pool, and ends it whatever happens. */
export function consistentReads(
  pool: Pool,
): <T>(use: (connection: ReadConnection) => Promise<T>) => Promise<T> {
  return async (use) => {
    const connection = await pool.getConnection();
    try {
      await connection.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
      const result = await use({
        query: async <Row>(sql: string, parameters: readonly unknown[] = []) =>
          await connection.query<Row[]>(sql, [...parameters]),
      });
      await connection.rollback();
      return result;
    } catch (error) {
      // A connection in an unknown state is not given to the next reader.
      connection.destroy();
      throw error;
    } finally {
      await connection.release();
    }
  };
}

/** A catalogue without a row, for a site that is built before there is one. */
export const emptyReads = async <T>(use: (connection: ReadConnection) => Promise<T>): Promise<T> =>
  await use({ query: async () => await Promise.resolve([]) });
