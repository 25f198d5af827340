/** The way to a recorder through its own door, which loses answers, sends twice, sends old and later batches in between, and cuts. */

import { createIngestHandler } from '#telemetry/recorder/ingest.ts';
import type { Sender, SenderAnswer } from '#telemetry/delivery/sender.ts';

import type { TestRecorder } from '../telemetry/recorder/setup.ts';
import type { Random } from './living/random.ts';

export interface FaultySender extends Sender {
  /** How often each fault was done. */
  readonly faults: Readonly<Record<string, number>>;
}

/** Makes the sender; about every second batch meets a fault. `token`: of the agent's node. */
export function createFaultySender(
  setup: TestRecorder,
  token: string,
  random: Random,
): FaultySender {
  const handle = createIngestHandler({
    recorder: setup.recorder,
    pool: setup.catalogue.pools.recorder,
  });
  const send = async (body: string): Promise<SenderAnswer> => {
    const headers = { authorization: `Bearer ${token}` };
    const request = new Request('http://hub/ingest/v1/batches', { method: 'POST', body, headers });
    const answer = await handle(request);
    return { status: answer.status, body: await answer.text() };
  };
  const old: string[] = [];
  const lost = (): never => {
    throw new Error('the connection was lost');
  };
  const ways: Record<string, (body: string) => Promise<SenderAnswer>> = {
    twice: async (body) => {
      await send(body);
      return await send(body);
    },
    answerLost: async (body) => {
      await send(body);
      return lost();
    },
    cut: async (body) => {
      const { status } = await send(body.slice(0, random.below(body.length)));
      if (status === 200) throw new Error('half a batch was taken in');
      return lost();
    },
    oldInBetween: async (body) => {
      if (old.length > 0) await send(random.pick(old));
      return await send(body);
    },
    laterFirst: async (body) => {
      await send(withoutFirst(body));
      return await send(body);
    },
  };
  const faults: Record<string, number> = {};
  return {
    faults,
    async post(body) {
      if (old.length < 20) old.push(body);
      if (random.below(2) === 0) return await send(body);
      const name = random.pick(Object.keys(ways));
      faults[name] = (faults[name] ?? 0) + 1;
      return (await ways[name]?.(body)) ?? lost();
    },
    close: () => undefined,
  };
}

/** The same batch without its first facts: it begins too late. */
function withoutFirst(body: string): string {
  const batch = JSON.parse(body) as { first: number; facts: unknown[] };
  const { first, facts } = batch;
  if (facts.length < 2) return body;
  return JSON.stringify({ ...batch, first: first + 1, facts: facts.slice(1) });
}
