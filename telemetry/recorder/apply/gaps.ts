/** Takes in what agents could not keep: recorded, and the numbers that will never come are no longer waited for. */

import type { ApplyFacts } from '../context.ts';
import { skipGap } from '../deliveries.ts';

/** The primary key (agent, spool, stream, first_seq) is the natural key. */
const INSERT = `
  INSERT INTO delivery_gap (agent, spool, stream, first_seq, last_seq, at_ms, reason) VALUES (?, ?, ?, ?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE last_seq = GREATEST(last_seq, VALUES(last_seq))`;

export const applyGaps: ApplyFacts<'gap'> = async (context, facts) => {
  for (const sequenced of facts) {
    const { node, spool, stream, first, last, at, reason } = sequenced.fact;
    if (node !== context.agent) {
      context.refuse(sequenced, `a gap of ${node} cannot come from ${context.agent}`);
      continue;
    }
    const { affectedRows } = await context.connection.query<{ affectedRows: number }>(INSERT, [
      node,
      spool,
      stream,
      first,
      last,
      at,
      reason,
    ]);
    if (affectedRows > 0) context.touched.note('gap', 0, { from: at, to: at }, 1);
    await skipGap(context, sequenced.fact);
  }
};
