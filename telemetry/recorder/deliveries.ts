/** How far each stream of each spool has been acknowledged; what a batch must begin with. */

import type { Connection } from 'mariadb';

import type { GapFact } from '../facts/gap.ts';
import type { ApplyContext } from './context.ts';

export interface Stream {
  readonly agent: string;
  readonly spool: string;
  readonly stream: string;
}

const SET = `
  INSERT INTO delivery (agent, spool, stream, acknowledged, at_ms) VALUES (?, ?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE acknowledged = GREATEST(acknowledged, VALUES(acknowledged)), at_ms = VALUES(at_ms)`;

/** The highest number committed of a stream; 0 where nothing has come yet. */
export async function readAcknowledged(
  connection: Connection,
  { agent, spool, stream }: Stream,
): Promise<number> {
  const rows = await connection.query<{ acknowledged: number }[]>(
    'SELECT acknowledged FROM delivery WHERE agent = ? AND spool = ? AND stream = ?',
    [agent, spool, stream],
  );
  return rows[0]?.acknowledged ?? 0;
}

export async function writeAcknowledged(
  { connection, now }: Pick<ApplyContext, 'connection' | 'now'>,
  { agent, spool, stream }: Stream,
  acknowledged: number,
): Promise<void> {
  await connection.query(SET, [agent, spool, stream, acknowledged, now]);
}

/** Moves a stream past a gap, if the gap begins where the stream waits. */
export async function skipGap(
  context: Pick<ApplyContext, 'connection' | 'now'>,
  { node, spool, stream, first, last }: GapFact,
): Promise<void> {
  const of = { agent: node, spool, stream };
  const acknowledged = await readAcknowledged(context.connection, of);
  if (first <= acknowledged + 1 && last > acknowledged) await writeAcknowledged(context, of, last);
}

/**
 * The number up to which a batch may count as sent: a gap within the batch that covers what the stream waits for moves
 * it, so that an agent that lost the facts can say so in the stream itself.
 */
export function expectedAfterGaps(
  acknowledged: number,
  batch: Stream,
  gaps: readonly GapFact[],
): number {
  let reached = acknowledged;
  for (const gap of [...gaps].sort((a, b) => a.first - b.first)) {
    const isOurs = gap.spool === batch.spool && gap.stream === batch.stream;
    if (isOurs && gap.node === batch.agent && gap.first <= reached + 1) {
      reached = Math.max(reached, gap.last);
    }
  }
  return reached;
}
