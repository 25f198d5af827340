/** What there is of every resource: usage over time, quotas with who says so. */

import type { ReadConnection } from './connection.ts';

export interface ResourceRow {
  readonly id: number;
  readonly name: string;
  readonly label: string;
  readonly role: string;
  readonly unit: string;
}

/** Returns every resource, volumes and quotas alike, by role and name. */
export async function readResources(connection: ReadConnection): Promise<readonly ResourceRow[]> {
  return await connection.query<ResourceRow>(
    'SELECT id, name, label, role, unit FROM resource ORDER BY role, name',
  );
}

export interface UsageRow {
  readonly at: number;
  readonly used: number | null;
  readonly capacity: number | null;
}

/** Returns the last usage of a resource before a time, and at or after another; null: none. */
export async function readUsageBefore(
  connection: ReadConnection,
  resourceId: number,
  from: number,
  before: number,
): Promise<UsageRow | null> {
  const rows = await connection.query<UsageRow>(
    `SELECT at_ms AS at, used, capacity FROM resource_usage
     WHERE resource_id = ? AND at_ms >= ? AND at_ms < ? ORDER BY at_ms DESC LIMIT 1`,
    [resourceId, from, before],
  );
  return rows[0] ?? null;
}

/** Returns when a resource was asked for the first time; null: never. */
export async function readFirstUsage(
  connection: ReadConnection,
  resourceId: number,
): Promise<number | null> {
  const rows = await connection.query<{ at: number | null }>(
    'SELECT MIN(at_ms) AS at FROM resource_usage WHERE resource_id = ?',
    [resourceId],
  );
  return rows[0]?.at ?? null;
}

export interface QuotaRow {
  readonly resourceId: number;
  readonly standing: 'assigned' | 'requested';
  readonly source: string;
  readonly validFrom: number;
  readonly bound: 'limited' | 'none' | 'unlimited';
  readonly value: number | null;
  readonly note: string | null;
}

/** Returns every quota there ever was: a handful a year, in the order in which they hold. */
export async function readQuotas(connection: ReadConnection): Promise<readonly QuotaRow[]> {
  return await connection.query<QuotaRow>(
    `SELECT resource_id AS resourceId, standing, source, valid_from_ms AS validFrom, bound, value, note
     FROM quota ORDER BY resource_id, standing, source, valid_from_ms`,
  );
}
