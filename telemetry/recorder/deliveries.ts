/** How far each stream of each spool has been acknowledged; what a batch must begin with. */

import { createHash } from 'node:crypto';

import type { Connection } from 'mariadb';

import type { GapFact } from '../facts/gap.ts';
import type { ApplyContext } from './context.ts';
import type { Envelope } from './schemas/envelope.ts';

export interface Stream {
  readonly agent: string;
  readonly spool: string;
  readonly stream: string;
}

/** The batch that was committed last of a stream: what a repetition of it begins with, and holds. */
interface LastBatch {
  readonly first: number;
  /** SHA-256 of its facts. */
  readonly digest: string;
}

export interface Position {
  /** The highest number committed; 0 where nothing has come yet. */
  readonly acknowledged: number;
  /** Null where a gap moved the stream. */
  readonly batch: LastBatch | null;
}

// The columns are set from left to right: the batch is compared with the number that was there before.
const SET = `
  INSERT INTO delivery (agent, spool, stream, acknowledged, at_ms, batch_first, batch_sha256) VALUES (?, ?, ?, ?, ?, ?, ?)
  ON DUPLICATE KEY UPDATE
    batch_first = IF(VALUES(acknowledged) >= acknowledged, VALUES(batch_first), batch_first),
    batch_sha256 = IF(VALUES(acknowledged) >= acknowledged, VALUES(batch_sha256), batch_sha256),
    acknowledged = GREATEST(acknowledged, VALUES(acknowledged)), at_ms = VALUES(at_ms)`;

/** How far a stream is committed, and with which batch. */
export async function readPosition(
  connection: Connection,
  { agent, spool, stream }: Stream,
): Promise<Position> {
  const [row] = await connection.query<
    { acknowledged: number; batch_first: number | null; batch_sha256: string | null }[]
  >(
    'SELECT acknowledged, batch_first, batch_sha256 FROM delivery WHERE agent = ? AND spool = ? AND stream = ?',
    [agent, spool, stream],
  );
  const first = row?.batch_first ?? null;
  const digest = row?.batch_sha256 ?? null;
  return {
    acknowledged: row?.acknowledged ?? 0,
    batch: first === null || digest === null ? null : { first, digest },
  };
}

/**
 * Whether a batch holds other facts than the ones that were committed under its numbers: its spool is an older copy.
 *
 * An agent that lost an answer sends the same again, perhaps with more behind it; everything else counts as other facts,
 * because the agent deletes what is acknowledged, whereas facts that come twice change nothing.
 */
export function holdsOtherFacts(
  { acknowledged, batch }: Position,
  { first, last, facts }: Envelope,
): boolean {
  if (facts.length === 0 || first > acknowledged) return false;
  if (batch?.first !== first || last < acknowledged) return true;
  return digestOf(facts.slice(0, acknowledged - first + 1)) !== batch.digest;
}

function digestOf(facts: readonly unknown[]): string {
  const hash = createHash('sha256');
  for (const fact of facts) hash.update(JSON.stringify(fact)).update('\n');
  return hash.digest('hex');
}

/** Moves a stream to the end of a batch. */
export async function writeBatch(
  { connection, now }: Pick<ApplyContext, 'connection' | 'now'>,
  { agent, spool, stream, first, last, facts }: Envelope,
): Promise<void> {
  await connection.query(SET, [agent, spool, stream, last, now, first, digestOf(facts)]);
}

/** Moves a stream past a gap, if the gap begins where the stream waits. */
export async function skipGap(
  { connection, now }: Pick<ApplyContext, 'connection' | 'now'>,
  { node, spool, stream, first, last }: GapFact,
): Promise<void> {
  const { acknowledged } = await readPosition(connection, { agent: node, spool, stream });
  if (first > acknowledged + 1 || last <= acknowledged) return;
  await connection.query(SET, [node, spool, stream, last, now, null, null]);
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
