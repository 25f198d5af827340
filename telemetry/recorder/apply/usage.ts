/** Takes in how much of a resource is used: one row a resource and time. */

import type { ApplyContext, ApplyFacts, FactOf } from '../context.ts';

const UPSERT_RESOURCE = `
  INSERT INTO resource (name, label, role, unit) VALUES (?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE id = LAST_INSERT_ID(id), label = VALUES(label), role = VALUES(role), unit = VALUES(unit)`;

/** The primary key (resource_id, at_ms) is the natural key. */
const INSERT_USAGE = `
  INSERT INTO resource_usage (resource_id, at_ms, used, capacity) VALUES (?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE used = VALUES(used), capacity = VALUES(capacity)`;

export const applyUsage: ApplyFacts<'usage'> = async (context, facts) => {
  for (const { fact } of facts) {
    const id = await keepResource(context, fact);
    const { affectedRows } = await context.connection.query<{ affectedRows: number }>(
      INSERT_USAGE,
      [id, fact.at, fact.used, fact.capacity],
    );
    if (affectedRows === 0) continue;
    context.touched.note('resource', id, { from: fact.at, to: fact.at }, 1);
  }
};

/** Makes or renames the resource that a fact is about; returns its id. */
export async function keepResource(
  { connection }: ApplyContext,
  fact: FactOf<'usage'> | FactOf<'quota'>,
): Promise<number> {
  const { insertId } = await connection.query<{ insertId: number }>(UPSERT_RESOURCE, [
    fact.resource,
    fact.label,
    fact.role,
    fact.unit,
  ]);
  return insertId;
}
