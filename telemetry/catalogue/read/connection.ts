/** The catalogue as the publisher sees it: read-only queries inside one consistent transaction. */

export interface ReadConnection {
  /** Rows of a query; numbers are numbers (BIGINT and DECIMAL too), NULL is null. */
  query<Row>(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
}
