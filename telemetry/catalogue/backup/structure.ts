/** The structure of a catalogue as it stands: tables with their columns and partitions, views, triggers. */

import type { Connection } from 'mariadb';

import { quoteName, type TableColumn } from './row-text.ts';

export interface TableStructure {
  readonly name: string;
  readonly columns: readonly TableColumn[];
  readonly create: string;
}

export interface Structure {
  readonly tables: readonly TableStructure[];
  /** Statements that make views and triggers, in an order that works, once the rows are there. */
  readonly after: readonly string[];
  /** What the tables take on the server's disk, bytes. */
  readonly dataBytes: number;
}

interface TableRow {
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
}

/** Reads the structure of the connection's database. */
export async function readStructure(connection: Connection): Promise<Structure> {
  const rows = await connection.query<TableRow[]>(
    `SELECT TABLE_NAME AS name, TABLE_TYPE AS type, CAST(COALESCE(DATA_LENGTH, 0) AS UNSIGNED) AS bytes
     FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() ORDER BY TABLE_NAME`,
  );
  const tables: TableStructure[] = [];
  const views: { readonly name: string; readonly create: string }[] = [];
  for (const { name, type } of rows) {
    if (type === 'VIEW') views.push({ name, create: await showCreate(connection, 'VIEW', name) });
    if (type !== 'BASE TABLE') continue;
    const columns = await readColumns(connection, name);
    tables.push({ name, columns, create: await showCreate(connection, 'TABLE', name) });
  }
  const after = [...orderViews(views), ...(await readTriggers(connection))];
  return { tables, after, dataBytes: rows.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/** Columns that hold something of their own: a generated one is made again by itself. */
async function readColumns(connection: Connection, table: string): Promise<readonly TableColumn[]> {
  return await connection.query<TableColumn[]>(
    `SELECT COLUMN_NAME AS name, DATA_TYPE AS type FROM information_schema.COLUMNS
     WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? AND COALESCE(GENERATION_EXPRESSION, '') = ''
     ORDER BY ORDINAL_POSITION`,
    [table],
  );
}

async function showCreate(
  connection: Connection,
  kind: 'TABLE' | 'VIEW',
  name: string,
): Promise<string> {
  const rows = await connection.query<Record<string, string>[]>(
    `SHOW CREATE ${kind} ${quoteName(name)}`,
  );
  return withoutDefiner(rows[0]?.[kind === 'TABLE' ? 'Create Table' : 'Create View'] ?? '');
}

async function readTriggers(connection: Connection): Promise<readonly string[]> {
  const rows = await connection.query<{ name: string }[]>(
    'SELECT TRIGGER_NAME AS name FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE() ORDER BY 1',
  );
  const triggers: string[] = [];
  for (const { name } of rows) {
    const made = await connection.query<Record<string, string>[]>(
      `SHOW CREATE TRIGGER ${quoteName(name)}`,
    );
    triggers.push(withoutDefiner(made[0]?.['SQL Original Statement'] ?? ''));
  }
  return triggers;
}

/** Whoever restores it owns what is made: the account that made it once may not exist there. */
export function withoutDefiner(create: string): string {
  return create.replace(/ DEFINER=`(?:[^`]|``)*`@`(?:[^`]|``)*`/, '');
}

/** A view that reads another one comes after it. */
export function orderViews(
  views: readonly { readonly name: string; readonly create: string }[],
): readonly string[] {
  const waiting = [...views];
  const ordered: string[] = [];
  while (waiting.length > 0) {
    const free = waiting.findIndex(
      (view) => !waiting.some((other) => other !== view && reads(view.create, other.name)),
    );
    // Views that read one another in a circle cannot be; should one look so, the order is as good as any.
    ordered.push(...waiting.splice(Math.max(0, free), 1).map(({ create }) => create));
  }
  return ordered;
}

/** Whether the body of a view (what follows its name) takes rows from a table or view. */
function reads(create: string, name: string): boolean {
  const body = create.slice(create.search(/ AS /i));
  return ['from ', 'join ', '('].some((before) => body.includes(`${before}${quoteName(name)}`));
}
