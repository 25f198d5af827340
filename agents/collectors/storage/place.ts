/** What a place that holds copies can be asked, whatever its protocol; everything is read only. */

import { FlashError } from '#telemetry/errors.ts';
import type { SeenBy } from '#telemetry/facts/file.ts';

import type { ArchiveAnswer } from '../../formats/tape-rest.ts';

/** A name in a directory of the place. */
export interface PlaceEntry {
  readonly name: string;
  readonly isDirectory: boolean;
  readonly bytes: number | null;
  /** UTC ms, by the place's clock. */
  readonly modifiedAt: number | null;
  readonly adler32: string | null;
  /** The place's word for where it lies. */
  readonly locality: string | null;
}

/** Orders by age, the youngest last; without times the last name counts as the youngest. */
export function byAge(a: PlaceEntry, b: PlaceEntry): number {
  return (a.modifiedAt ?? 0) - (b.modifiedAt ?? 0) || (a.name < b.name ? -1 : 1);
}

export interface PlacePage {
  readonly entries: readonly PlaceEntry[];
  /** What asks for the next page; null: the list is whole. */
  readonly next: string | null;
  /** What could not be used. */
  readonly odd: readonly string[];
}

/** What asking for one file gave. */
export interface FileLook {
  readonly bytes: number | null;
  readonly adler32: string | null;
  /** What else is worth keeping of the answer. */
  readonly note: string | null;
}

export interface Place {
  readonly listedBy: SeenBy;
  readonly lookedBy: SeenBy;
  /** One page of a directory, by its path below the root; empty: the root. @throws PlaceError */
  readonly list: (directory: string, page: string | null) => Promise<PlacePage>;
  /** Asks for one file's size and checksum. @throws PlaceError */
  readonly look: (path: string) => Promise<FileLook>;
  /** Asks the tape system; answers by the paths that were asked for. Null: there is none. @throws PlaceError */
  readonly archive:
    ((paths: readonly string[]) => Promise<ReadonlyMap<string, ArchiveAnswer>>) | null;
  /** The address of a copy. */
  readonly uri: (path: string) => string;
}

/** How a request ended: `ok`, or why it gave nothing. Fixed words, safe as labels. */
export const OUTCOMES = [
  'ok',
  'unauthorized',
  'forbidden',
  'missing',
  'stub',
  'throttled',
  'server error',
  'unexpected',
  'not understood',
  'unreachable',
  'timeout',
  'too large',
  'redirect',
  'no secret',
  'failed',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Failures of one file, which say nothing of the next. */
const OF_ONE_FILE: ReadonlySet<Outcome> = new Set(['forbidden', 'missing', 'stub']);

/** A request that gave nothing to go by. */
export class PlaceError extends FlashError {
  readonly outcome: Exclude<Outcome, 'ok'>;
  /** How long the place asks to be left alone, ms. */
  readonly retryAfterMs: number | null;

  constructor(
    outcome: Exclude<Outcome, 'ok'>,
    subject: string,
    reason: string,
    more: {
      readonly retryAfterMs?: number | null;
      readonly hint?: string;
      readonly cause?: unknown;
    } = {},
  ) {
    const { hint, cause } = more;
    super({
      operation: 'ask for copies',
      subject,
      reason,
      ...(hint === undefined ? {} : { hint }),
      cause,
      transient: true,
    });
    this.outcome = outcome;
    this.retryAfterMs = more.retryAfterMs ?? null;
  }

  /** Whether it is about one file only. */
  isOfOneFile(): boolean {
    return OF_ONE_FILE.has(this.outcome);
  }
}
