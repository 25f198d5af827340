/** What an answer of the recorder means; pure. */

import type { BatchAcknowledged } from '../facts/batch.ts';
import type { SenderAnswer } from './sender.ts';

export type Outcome =
  | {
      readonly kind: 'acknowledged';
      readonly upTo: number;
      readonly refused: BatchAcknowledged['refused'];
      /** Files and readings that were new; null where the recorder does not say. */
      readonly added: number | null;
    }
  /** The recorder waits for this number. */
  | { readonly kind: 'expected'; readonly expected: number }
  /** Nothing changed; the same may succeed later. */
  | { readonly kind: 'away'; readonly reason: string }
  /** The recorder has a fault: it may be gone soon, or lie in this very batch. */
  | { readonly kind: 'failed'; readonly reason: string }
  /** The token is not accepted: a person has to act. */
  | { readonly kind: 'denied'; readonly reason: string }
  /** This batch will never be taken as it is. */
  | { readonly kind: 'malformed'; readonly reason: string };

/** Reads status and body of `POST /ingest/v1/batches`; an answer that no recorder gives counts as away. */
export function readAnswer({ status, body }: SenderAnswer): Outcome {
  const value = parseJson(body);
  switch (status) {
    case 200: {
      const upTo = numberAt(value, 'acknowledged');
      if (upTo === null) return { kind: 'away', reason: 'the answer is not that of a recorder' };
      const added = numberAt(value, 'added');
      return { kind: 'acknowledged', upTo, refused: refusedOf(value), added };
    }
    case 409: {
      const expected = numberAt(value, 'expected');
      if (expected === null || expected < 1)
        return { kind: 'away', reason: 'the answer 409 names no number' };
      return { kind: 'expected', expected };
    }
    case 401:
    case 403:
      return { kind: 'denied', reason: explain(status, body, 'the token is not accepted') };
    case 400:
    case 413:
    case 422:
      return { kind: 'malformed', reason: explain(status, body, 'the batch is not accepted') };
    case 500:
      return { kind: 'failed', reason: explain(status, body, 'the recorder has a fault') };
    default:
      return { kind: 'away', reason: explain(status, body, 'the recorder cannot take it now') };
  }
}

function explain(status: number, body: string, meaning: string): string {
  const said = body.trim().split('\n')[0]?.slice(0, 200) ?? '';
  return said === '' ? `${meaning} (${String(status)})` : `${meaning} (${String(status)}: ${said})`;
}

function refusedOf(value: unknown): BatchAcknowledged['refused'] {
  if (typeof value !== 'object' || value === null || !('refused' in value)) return [];
  if (!Array.isArray(value.refused)) return [];
  return value.refused.flatMap((one: unknown) => {
    const sequence = numberAt(one, 'sequence');
    if (sequence === null || typeof one !== 'object' || one === null) return [];
    const reason = 'reason' in one && typeof one.reason === 'string' ? one.reason : 'not said';
    return [{ sequence, reason }];
  });
}

function numberAt(value: unknown, key: string): number | null {
  if (typeof value !== 'object' || value === null) return null;
  const found: unknown = Reflect.get(value, key);
  return typeof found === 'number' && Number.isSafeInteger(found) ? found : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
