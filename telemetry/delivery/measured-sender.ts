/** Counts what a sender does: how many answers of which kind, and how long they took. */

import type { Clock } from '../effects.ts';
import type { Sender, SenderAnswer } from './sender.ts';

export interface DeliveryFigures {
  /** By `ok`, `refused` (4xx), `failed` (5xx), `none` (no answer came). */
  readonly answers: ReadonlyMap<string, number>;
  /** Of all posts together, ms. */
  readonly totalMs: number;
  /** Of the last post, ms; null before the first. */
  readonly lastMs: number | null;
}

export interface MeasuredSender extends Sender {
  readonly figures: () => DeliveryFigures;
}

/** Wraps the sender; what it throws is thrown on. */
export function measureSender(sender: Sender, clock: Clock): MeasuredSender {
  const answers = new Map<string, number>();
  let totalMs = 0;
  let lastMs: number | null = null;
  const note = (kind: string, began: number): void => {
    answers.set(kind, (answers.get(kind) ?? 0) + 1);
    lastMs = clock.monotonic() - began;
    totalMs += lastMs;
  };
  return {
    async post(body, headers) {
      const began = clock.monotonic();
      let answer: SenderAnswer;
      try {
        answer = await sender.post(body, headers);
      } catch (thrown) {
        note('none', began);
        throw thrown;
      }
      note(kindOf(answer.status), began);
      return answer;
    },
    close() {
      sender.close();
    },
    figures: () => ({ answers, totalMs, lastMs }),
  };
}

function kindOf(status: number): string {
  if (status >= 500) return 'failed';
  return status >= 400 ? 'refused' : 'ok';
}
