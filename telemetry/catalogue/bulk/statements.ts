/** The statements of a bulk load: a staging table of text, the load into it, and the strict insert from it. */

export interface BulkTarget {
  readonly table: string;
  /** Columns that the cells of a row fill, in their order. */
  readonly columns: readonly string[];
  /**
   * What a row does that is there already under a key of the table: columns that take the new value (none: it stays
   * as it was); `refuse`: it is an error.
   */
  readonly onDuplicate: 'refuse' | readonly string[];
}

const STAGE = 'bulk_stage';

/**
 * A temporary table of this connection, new for each piece so that its lines count from 1: text, since what does not
 * fit its column must be an error, not a warning.
 */
export function createStage({ columns }: BulkTarget): string {
  const cells = columns.map((_, index) => `c${String(index)} TEXT NULL`).join(', ');
  return `CREATE OR REPLACE TEMPORARY TABLE ${STAGE} (line INT UNSIGNED AUTO_INCREMENT PRIMARY KEY, ${cells})
    ENGINE=Aria TRANSACTIONAL=0 CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin`;
}

export const STAGED = `SELECT MIN(line) AS first, MAX(line) AS last FROM ${STAGE}`;

/** Reads a local file into the stage. @param path absolute. */
export function fillStage({ columns }: BulkTarget, path: string): string {
  const cells = columns.map((_, index) => `c${String(index)}`).join(', ');
  return `LOAD DATA LOCAL INFILE '${path.replaceAll(/['\\]/g, '\\$&')}' INTO TABLE ${STAGE}
    CHARACTER SET utf8mb4 FIELDS TERMINATED BY '\\t' ESCAPED BY '\\\\' LINES TERMINATED BY '\\n' (${cells})`;
}

/** Inserts the lines of the stage with `first <= line <= last`, in their order; strict, so that nothing is bent to fit. */
export function insertFromStage(target: BulkTarget, first: number, last: number): string {
  const { table, columns } = target;
  const names = columns.map(quote).join(', ');
  const cells = columns.map((_, index) => `c${String(index)}`).join(', ');
  return `INSERT INTO ${quote(table)} (${names}) SELECT ${cells} FROM ${STAGE}
    WHERE line BETWEEN ${String(first)} AND ${String(last)} ORDER BY line ${duplicateClause(target)}`;
}

function duplicateClause({ onDuplicate, columns }: BulkTarget): string {
  if (onDuplicate === 'refuse') return '';
  const kept = quote(columns[0] ?? '');
  const sets =
    onDuplicate.length === 0
      ? [`${kept} = ${kept}`]
      : onDuplicate.map((name) => `${quote(name)} = VALUES(${quote(name)})`);
  return `ON DUPLICATE KEY UPDATE ${sets.join(', ')}`;
}

function quote(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}
