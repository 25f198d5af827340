/** A recorder in memory that keeps to the contract of `POST /ingest/v1/batches`, and can be told to fail. */

import type { Batch } from '#telemetry/facts/batch.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import type { Sender, SenderAnswer } from '#telemetry/delivery/sender.ts';

/** How one post goes wrong; `lost` commits and loses the answer. */
export type Mishap = 'none' | 'unreachable' | 'lost' | 'busy' | 'denied';

export interface RecorderDouble {
  readonly sender: Sender;
  /** Facts that were written, in order, each once per spool, stream and number. */
  readonly written: { readonly stream: string; readonly sequence: number; readonly fact: Fact }[];
  readonly heartbeats: Batch[];
  readonly headers: Readonly<Record<string, string>>[];
  mishap: Mishap;
  /** The answer to `poison`: 400, or 500 for a fault of the recorder. */
  poisonStatus: number;
  /** Answers `poisonStatus` to batches that hold a fact for which this is true. */
  poison: (fact: Fact) => boolean;
  /** Forgets everything after this number of a stream, as a catalogue restored from a backup does. */
  readonly rewind: (stream: string, to: number) => void;
}

export function createRecorderDouble(): RecorderDouble {
  const acknowledged = new Map<string, number>();
  /** The last batch of each stream: its first number and its facts. */
  const lastBatches = new Map<string, { readonly first: number; readonly text: string }>();
  const double: RecorderDouble = {
    written: [],
    heartbeats: [],
    headers: [],
    mishap: 'none',
    poisonStatus: 400,
    poison: () => false,
    rewind(stream, to) {
      for (const key of acknowledged.keys())
        if (key.endsWith(`/${stream}`)) acknowledged.set(key, to);
      const kept = double.written.filter((one) => one.stream !== stream || one.sequence <= to);
      double.written.splice(0, double.written.length, ...kept);
    },
    sender: {
      post(body, headers) {
        double.headers.push(headers);
        const { mishap } = double;
        if (mishap === 'unreachable') return Promise.reject(new Error('connect ECONNREFUSED'));
        if (mishap === 'busy') return Promise.resolve(answer(503, { error: 'away' }));
        if (mishap === 'denied') return Promise.resolve(answer(401, { error: 'no such token' }));
        const reply = take(JSON.parse(body) as Batch);
        if (mishap === 'lost') return Promise.reject(new Error('socket hang up'));
        return Promise.resolve(reply);
      },
      close: () => undefined,
    },
  };
  const take = (batch: Batch): SenderAnswer => {
    if (batch.facts.length !== batch.last - batch.first + 1) return answer(400, { error: 'count' });
    if (batch.facts.some((fact) => double.poison(fact)))
      return answer(double.poisonStatus, { error: 'poison' });
    if (batch.heartbeat !== null) double.heartbeats.push(batch);
    const key = `${batch.spool}/${batch.stream}`;
    const reached = acknowledged.get(key) ?? 0;
    if (batch.facts.length > 0 && batch.first > reached + 1)
      return answer(409, { expected: reached + 1 });
    if (batch.facts.length > 0 && batch.first <= reached) {
      const before = lastBatches.get(key);
      const text = JSON.stringify(batch.facts.slice(0, reached - batch.first + 1));
      if (before?.first !== batch.first || before.text !== text)
        return answer(409, { expected: reached + 1 });
    }
    let last = Math.max(reached, batch.last);
    if (batch.facts.length > 0 && batch.last > reached)
      lastBatches.set(key, { first: batch.first, text: JSON.stringify(batch.facts) });
    batch.facts.forEach((fact, n) => {
      const sequence = batch.first + n;
      if (sequence <= reached) return;
      double.written.push({ stream: batch.stream, sequence, fact });
      if (fact.kind === 'gap') last = Math.max(last, fact.last);
    });
    acknowledged.set(key, last);
    return answer(200, { acknowledged: last, refused: [] });
  };
  return double;
}

function answer(status: number, body: unknown): SenderAnswer {
  return { status, body: JSON.stringify(body) };
}
