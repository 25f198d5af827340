/** Takes in what agents could not keep: recorded, and the numbers that will never come are no longer waited for. */

import type { GapFact } from '../../facts/gap.ts';
import type { ApplyContext, ApplyFacts } from '../context.ts';
import { writeMachineEntry } from '../derive/machine-log.ts';
import { skipGap } from '../deliveries.ts';

/** The primary key (agent, spool, stream, first_seq) is the natural key. */
const INSERT = `
  INSERT INTO delivery_gap (agent, spool, stream, first_seq, last_seq, at_ms, reason) VALUES (?, ?, ?, ?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE last_seq = GREATEST(last_seq, VALUES(last_seq))`;

type Stream = Pick<GapFact, 'node' | 'spool' | 'stream'>;

export const applyGaps: ApplyFacts<'gap'> = async (context, facts) => {
  const grown = new Map<string, Stream>();
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
    if (affectedRows > 0) {
      context.touched.note('gap', 0, { from: at, to: at }, 1);
      grown.set(`${spool} ${stream}`, { node, spool, stream });
    }
    await skipGap(context, sequenced.fact);
  }
  for (const stream of grown.values()) await logGaps(context, stream);
};

interface GapRow {
  readonly first: number;
  readonly last: number;
  readonly at: number;
  readonly reason: string;
}

const SELECT = `
  SELECT first_seq AS first, last_seq AS last, at_ms AS at, reason FROM delivery_gap
  WHERE agent = ? AND spool = ? AND stream = ? ORDER BY first_seq`;

/** Of very many gaps the log names the first ones. */
const NAMED = 20;

/** One entry in the log for each stream of a spool: what is lost must not only stand in a table. */
async function logGaps(context: ApplyContext, { node, spool, stream }: Stream): Promise<void> {
  const rows = await context.connection.query<GapRow[]>(SELECT, [node, spool, stream]);
  const count = rows.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  const lines = rows.slice(0, NAMED).map(({ first, last, reason }) => {
    const numbers = first === last ? String(first) : `${String(first)} to ${String(last)}`;
    return `${numbers}: ${reason}`;
  });
  const more = rows.length > NAMED ? [`and ${String(rows.length - NAMED)} more`] : [];
  const what = count === 1 ? '1 fact' : `${String(count)} facts`;
  await writeMachineEntry(context, {
    origin: `gap:${spool}:${stream}`,
    eventMs: Math.max(...rows.map(({ at }) => at)),
    run: null,
    title: `Agent ${node}: ${what} of ${stream} will not come`,
    body: [...lines, ...more].join('\n'),
    tags: 'gap',
  });
}
