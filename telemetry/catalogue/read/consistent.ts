/** One consistent read: every query of a publication sees the catalogue at the same moment. */

import type { Connection, FieldInfo, Pool, RowsWithMeta, TypeCastFunction } from 'mariadb';
import { isPossibleTime } from '../../possible-time.ts';
import { isSqlError } from '../sql-error.ts';
import type { ReadConnection } from './connection.ts';

/** Called with the column (`job.started_ms`) in which a value stood that no number holds, or a time that no calendar holds; for every read. */
export type OnImpossible = (column: string, what: 'number' | 'time') => void;

/**
 * Returns a function that runs `use` inside one read-only transaction of a pool, and ends it whatever happens. An integer
 * beyond 2^53, which only a hand in the database can have written, is read as the greatest there is: as a time it is one
 * that no calendar holds, and is shown as such.
 */
export function consistentReads(
  pool: Pool,
  onImpossible: OnImpossible = () => undefined,
): <T>(use: (connection: ReadConnection) => Promise<T>) => Promise<T> {
  return async (use) => {
    const connection = await pool.getConnection();
    try {
      await connection.query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
      const result = await use({
        query: async <Row>(sql: string, parameters: readonly unknown[] = []) =>
          await queryRows<Row>(connection, sql, [...parameters], onImpossible),
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

/** Asks once more with a look at every cell only where the driver refuses one: that look costs more than the rest. */
async function queryRows<Row>(
  connection: Connection,
  sql: string,
  values: unknown[],
  onImpossible: OnImpossible,
): Promise<readonly Row[]> {
  const rows = await connection
    .query<RowsWithMeta<Row>>(sql, values)
    .catch(async (thrown: unknown) => {
      if (!isOutOfRange(thrown)) throw thrown;
      const typeCast = nearestNumber(onImpossible);
      return await connection.query<RowsWithMeta<Row>>({ sql, typeCast }, values);
    });
  for (const column of impossibleTimes(rows, rows.meta)) onImpossible(column, 'time');
  return rows;
}

/** Names the columns of milliseconds in which a time stands that no calendar holds: a few nanoseconds a cell. */
function impossibleTimes(rows: readonly unknown[], fields: readonly FieldInfo[]): string[] {
  return fields.flatMap((field) => {
    if (!field.orgName().endsWith('_ms')) return [];
    const name = field.name();
    const isImpossible = rows.some((row) => {
      const value = (row as Readonly<Record<string, unknown>>)[name];
      return typeof value === 'number' && !isPossibleTime(value);
    });
    return isImpossible ? [`${field.orgTable()}.${field.orgName()}`] : [];
  });
}

/** The driver's ER_PARSING_PRECISION: a value that `checkNumberRange` refuses. */
const OUT_OF_RANGE = 45_050;

function isOutOfRange(thrown: unknown): boolean {
  return isSqlError(thrown) && thrown.errno === OUT_OF_RANGE;
}

/** Types of columns that hold more than a number does, as the driver calls them. */
const WIDE: ReadonlySet<string> = new Set(['BIGINT', 'DECIMAL', 'NEWDECIMAL']);

function nearestNumber(onImpossible: OnImpossible): TypeCastFunction {
  const said = new Set<string>();
  return (column, next) => {
    if (!WIDE.has(column.type)) return next();
    const text = column.string();
    const value = text === null ? null : Number(text);
    if (value === null || Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value;
    const name = `${column.orgTable()}.${column.orgName()}`;
    if (!said.has(name)) onImpossible(name, 'number');
    said.add(name);
    return Math.sign(value) * Number.MAX_SAFE_INTEGER;
  };
}

/** A catalogue without a row, for a site that is built before there is one. */
export const emptyReads = async <T>(use: (connection: ReadConnection) => Promise<T>): Promise<T> =>
  await use({ query: async () => await Promise.resolve([]) });
