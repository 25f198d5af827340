/** Takes in one batch: facts, what follows from them, change rows and acknowledgement, all in one transaction or not at all. */

import type { Connection } from 'mariadb';

import { isDataError } from '../catalogue/sql-error.ts';
import type { CampaignConfig } from '../config/schema.ts';
import type { Fact } from '../facts/index.ts';
import { applyFacts } from './apply/index.ts';
import { writeChanges } from './changes.ts';
import type { ApplyContext, Sequenced } from './context.ts';
import { expectedAfterGaps, holdsOtherFacts, readPosition, writeBatch } from './deliveries.ts';
import { derive } from './derive/index.ts';
import { applyHeartbeat } from './heartbeat.ts';
import { keepRefused, type Refusal } from './refused.ts';
import type { Envelope } from './schemas/envelope.ts';
import { parseFact } from './schemas/index.ts';
import { createTouched } from './touched.ts';

export interface RecordSettings {
  readonly campaigns: readonly CampaignConfig[];
  readonly idleCloseMs: number;
  readonly now: number;
}

export type Outcome =
  | { readonly kind: 'expected'; readonly expected: number }
  | {
      readonly kind: 'acknowledged';
      readonly acknowledged: number;
      readonly refused: readonly Refusal[];
      /** Ids of the runs that got files. */
      readonly runs: readonly number[];
      /** Files and readings that were not there before. */
      readonly added: number;
      /** Facts that were new and taken in. */
      readonly facts: readonly Fact[];
    };

/** Writes the batch on a connection that is in a transaction; the caller commits, except where a number is expected. */
export async function recordBatch(
  connection: Connection,
  envelope: Envelope,
  settings: RecordSettings,
): Promise<Outcome> {
  const position = await readPosition(connection, envelope);
  const { acknowledged } = position;
  if (holdsOtherFacts(position, envelope)) return { kind: 'expected', expected: acknowledged + 1 };
  const { facts, refused } = parseNew(envelope, acknowledged);
  const gaps = facts.flatMap(({ fact }) => (fact.kind === 'gap' ? [fact] : []));
  const expected = expectedAfterGaps(acknowledged, envelope, gaps) + 1;
  if (envelope.facts.length > 0 && envelope.first > expected) return { kind: 'expected', expected };
  const context = createContext(connection, envelope, settings, refused);
  if (envelope.heartbeat !== null) await applyHeartbeat(context, envelope.heartbeat);
  const isNew = envelope.facts.length > 0 && envelope.last > acknowledged;
  let runs: readonly number[] = [];
  let added = 0;
  if (isNew) {
    const written = await writeFacts(context, facts, () =>
      createContext(connection, envelope, settings, refused),
    );
    await keepRefused(written, envelope, refused);
    await writeBatch(written, envelope);
    await writeChanges(written);
    runs = [...written.touched.of('run')].filter(([, run]) => run.added > 0).map(([id]) => id);
    added = countAdded(written);
  } else {
    await writeChanges(context);
  }
  // A gap among the facts may have moved the stream beyond this batch.
  const reached =
    isNew && gaps.length === 0
      ? envelope.last
      : (await readPosition(connection, envelope)).acknowledged;
  return {
    kind: 'acknowledged',
    acknowledged: reached,
    refused: [...refused.values()],
    runs,
    added,
    facts: facts.flatMap(({ sequence, fact }) => (refused.has(sequence) ? [] : [fact])),
  };
}

function countAdded({ touched }: ApplyContext): number {
  let count = 0;
  for (const subject of ['run', 'channel'] as const) {
    for (const { added } of touched.of(subject).values()) count += added;
  }
  return count;
}

interface ParsedFacts {
  readonly facts: readonly Sequenced<Fact>[];
  readonly refused: Map<number, Refusal>;
}

/** Checks the facts that have not been committed yet. */
function parseNew(envelope: Envelope, acknowledged: number): ParsedFacts {
  const facts: Sequenced<Fact>[] = [];
  const refused = new Map<number, Refusal>();
  for (const [index, value] of envelope.facts.entries()) {
    const sequence = envelope.first + index;
    if (sequence <= acknowledged) continue;
    const parsed = parseFact(value);
    if (parsed.fact !== null) facts.push({ sequence, fact: parsed.fact });
    else refused.set(sequence, { sequence, reason: parsed.reason });
  }
  return { facts, refused };
}

function createContext(
  connection: Connection,
  { agent, sentAt }: Envelope,
  settings: RecordSettings,
  refused: Map<number, Refusal>,
): ApplyContext {
  return {
    connection,
    agent,
    sentAt,
    ...settings,
    touched: createTouched(),
    refuse: ({ sequence }, reason) => {
      refused.set(sequence, { sequence, reason });
    },
  };
}

/**
 * Applies all facts together; should the database refuse a value that the schemas let through, once more one by one,
 * so that only the bad one is refused. Returns the context that holds what was touched.
 */
async function writeFacts(
  context: ApplyContext,
  facts: readonly Sequenced<Fact>[],
  renew: () => ApplyContext,
): Promise<ApplyContext> {
  const { connection } = context;
  await connection.query('SAVEPOINT facts');
  try {
    await applyFacts(context, facts);
    await derive(context);
    return context;
  } catch (thrown) {
    if (!isDataError(thrown)) throw thrown;
    await connection.query('ROLLBACK TO SAVEPOINT facts');
  }
  const second = renew();
  for (const fact of facts) await applyOne(second, fact);
  await derive(second);
  return second;
}

async function applyOne(context: ApplyContext, fact: Sequenced<Fact>): Promise<void> {
  await context.connection.query('SAVEPOINT one');
  try {
    await applyFacts(context, [fact]);
  } catch (thrown) {
    if (!isDataError(thrown)) throw thrown;
    await context.connection.query('ROLLBACK TO SAVEPOINT one');
    const said = thrown instanceof Error ? thrown.message.split('\n')[0] : '';
    context.refuse(fact, `the database refuses it: ${said ?? ''}`.slice(0, 1_000));
  }
}
