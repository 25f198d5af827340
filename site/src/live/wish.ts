/** What a text asks to be shown as it is now; as it stands in an element's attributes, and back. */

import type { KeyRole } from '#site/snapshot/schema/now.ts';
import type { Quality } from '#telemetry/facts/quality.ts';

/** What is worked out of the snapshot, where no channel is it by itself. */
export const LIVE_FACTS = [
  'last-file',
  'data-rate',
  'resonance',
  'quality-factor',
  'coupling',
  'sweep',
  'backup',
  'backup-copy',
  'agents',
  'collectors',
  'spool',
  'jobs',
  'volumes',
  'room',
  'snapshot',
  'stale-channels',
] as const;
export type LiveFact = (typeof LIVE_FACTS)[number];

export type LiveWish =
  /** One channel by its name: `qfridge/ch6-t`. */
  | { readonly kind: 'channel'; readonly channel: string }
  /** The key channels of the current campaign with this role. */
  | { readonly kind: 'role'; readonly role: KeyRole }
  /** Channels whose last reading has this quality. */
  | { readonly kind: 'quality'; readonly quality: Quality }
  /** A metric of the agents that is recorded, by its inner name. */
  | {
      readonly kind: 'metric';
      readonly metric: string;
      /** UCUM code. */
      readonly unit: string;
      readonly where: Readonly<Record<string, readonly string[]>>;
      /** Words for 1 and 0; null: it is a number. */
      readonly words: readonly [yes: string, no: string] | null;
      /** The value is a time, in seconds since 1970. */
      readonly isTime: boolean;
    }
  | { readonly kind: 'fact'; readonly fact: LiveFact }
  /** Whether an alert is raised. */
  | { readonly kind: 'alert'; readonly alert: string };

/** Returns a wish as the text of an attribute. */
export function writeWish(wish: LiveWish): string {
  return JSON.stringify(wish);
}

/** Reads it back; null: there is none, or it is not readable. */
export function readWish(text: string | undefined): LiveWish | null {
  if (text === undefined) return null;
  try {
    return JSON.parse(text) as LiveWish;
  } catch {
    return null;
  }
}
