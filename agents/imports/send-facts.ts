/** Sends the facts of an import in batches, as a spool of its own: a rerun is safe because every fact has its natural key. */

import { randomUUID } from 'node:crypto';
import type { RecorderDoor } from '#telemetry/command.ts';
import type { Clock } from '#telemetry/effects.ts';
import type { Batch } from '#telemetry/facts/batch.ts';
import type { Fact } from '#telemetry/facts/index.ts';

/**
 * A batch holds at most this many facts, readings and letters of kept rows: one transaction of the recorder, a few
 * megabytes, a third of a second. Larger ones cost less a row, since each looks its runs up and counts them anew.
 *
 * The bulk load of the catalogue does not fit here: the rows are facts for three tables, filled into what is known there,
 * tied to runs and files by natural keys, numbered and derived from in the same transaction; `LOAD DATA` needs a
 * connection of its own, hence another transaction, and where the hub is elsewhere there is no database to load into.
 * Inserting, all that it could speed up, is about a third of an import's time.
 */
const FACTS = 8_000;
const READINGS = 20_000;
const LETTERS = 4_000_000;

/** The stream of an import; agents name theirs after collectors. */
const STREAM = 'import';

/** A fact that the recorder did not take in, and why. */
export interface RefusedFact {
  readonly fact: Fact;
  readonly reason: string;
}

/** What the recorder said of the facts that were sent. */
export interface SentFacts {
  readonly refused: readonly RefusedFact[];
  /** Files and readings that were new; null where it is not known of every batch. */
  readonly added: number | null;
}

export interface FactSender {
  /** Takes facts; resolves when there is room for more. @throws what the recorder's door throws. */
  add(facts: readonly Fact[]): Promise<void>;
  /** Sends what is left; resolves when all of it is committed, with what was said since the last time. */
  finish(): Promise<SentFacts>;
}

/** Of what is long: rows as they were, texts and files of entries. */
function lettersOf(fact: Fact): number {
  if (fact.kind === 'import-row') return fact.raw.length;
  if (fact.kind !== 'entry') return 0;
  const files = fact.attachments.reduce((sum, { content }) => sum + content.length, 0);
  return (fact.body?.length ?? 0) + files;
}

/** Makes a sender. `agent`: the node's name, whose token the door carries. */
export function createFactSender(options: {
  door: RecorderDoor;
  agent: string;
  clock: Clock;
}): FactSender {
  const { door, agent, clock } = options;
  const spool = randomUUID();
  let waiting: Fact[] = [];
  let readings = 0;
  let letters = 0;
  let sent = 0;
  let refused: RefusedFact[] = [];
  let added: number | null = 0;

  async function send(): Promise<void> {
    if (waiting.length === 0) return;
    const facts = waiting;
    waiting = [];
    readings = 0;
    letters = 0;
    const batch: Batch = {
      version: 1,
      agent,
      spool,
      stream: STREAM,
      first: sent + 1,
      last: sent + facts.length,
      facts,
      sentAt: clock.now(),
      heartbeat: null,
    };
    const said = await door.deliver(batch);
    sent = batch.last;
    added = added === null || said.added === null ? null : added + said.added;
    for (const { sequence, reason } of said.refused) {
      const fact = facts[sequence - batch.first];
      if (fact !== undefined) refused.push({ fact, reason });
    }
  }

  return {
    async add(facts) {
      for (const fact of facts) {
        waiting.push(fact);
        readings += fact.kind === 'readings' ? fact.values.length : 0;
        letters += lettersOf(fact);
        if (waiting.length >= FACTS || readings >= READINGS || letters >= LETTERS) await send();
      }
    },
    async finish() {
      await send();
      const said = { refused, added };
      refused = [];
      added = 0;
      return said;
    },
  };
}
