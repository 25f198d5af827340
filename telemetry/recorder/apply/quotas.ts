/** Takes in quotas: one row a resource, standing, source and day from which it holds. */

import type { ApplyFacts } from '../context.ts';
import { keepResource } from './usage.ts';

/** The primary key (resource_id, standing, source, valid_from_ms) is the natural key; what was read later stands. */
const UPSERT = `
  INSERT INTO quota (resource_id, standing, source, valid_from_ms, bound, value, note, seen_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE
    bound = IF(VALUES(seen_ms) >= seen_ms, VALUES(bound), bound),
    value = IF(VALUES(seen_ms) >= seen_ms, VALUES(value), value),
    note = IF(VALUES(seen_ms) >= seen_ms, VALUES(note), note),
    seen_ms = GREATEST(VALUES(seen_ms), seen_ms)`;

export const applyQuotas: ApplyFacts<'quota'> = async (context, facts) => {
  for (const { fact } of facts) {
    const id = await keepResource(context, fact);
    const { standing, source, validFrom, bound, value, note, at } = fact;
    const { affectedRows } = await context.connection.query<{ affectedRows: number }>(UPSERT, [
      id,
      standing,
      source,
      validFrom,
      bound,
      value,
      note,
      at,
    ]);
    if (affectedRows > 0) context.touched.note('resource', id, { from: validFrom, to: at });
  }
};
