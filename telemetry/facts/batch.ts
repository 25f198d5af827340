/** What an agent sends: consecutive facts of one stream of its spool, and how it is itself. */

import type { Fact } from './index.ts';

/** How one collector is, as its supervisor saw it last. */
export interface CollectorState {
  readonly name: string;
  readonly up: boolean;
  /** End of the last good round, UTC ms; null: none yet. */
  readonly lastSuccess: number | null;
  /** Null: the last round was good. */
  readonly lastError: string | null;
}

/** A certificate or a token that says when it is over. */
export interface Expiry {
  /** The setting that leads to it: `agent.ca_file`. */
  readonly use: string;
  readonly kind: 'certificate' | 'token';
  /** UTC, ms. */
  readonly at: number;
}

/** `POST /ingest/v1/batches`. An empty batch (`first = last + 1`, no facts) is the heartbeat, every 10 s. */
export interface Batch {
  readonly version: 1;
  /** The node's name; the bearer token must be this node's. */
  readonly agent: string;
  /** UUID made with the spool's file, new after damage or restore. */
  readonly spool: string;
  /** One stream per collector, so that one that is slow holds up no other. */
  readonly stream: string;
  /** Sequence numbers of the first and last fact, from 1, without holes. */
  readonly first: number;
  /** One less than `first` where the batch is empty. */
  readonly last: number;
  readonly facts: readonly Fact[];
  /** UTC ms. */
  readonly sentAt: number;
  /** How the agent is; null in a batch with facts. */
  readonly heartbeat: {
    readonly version: string;
    readonly startedAt: number;
    readonly collectors: readonly CollectorState[];
    readonly spoolFacts: number;
    readonly spoolOldestAt: number | null;
    /** Absent from an agent of before. */
    readonly spoolFull?: boolean;
    readonly expiries?: readonly Expiry[];
  } | null;
}

/** 200: everything up to here is committed. */
export interface BatchAcknowledged {
  /** The highest sequence number of the stream that is safe. */
  readonly acknowledged: number;
  /** Facts that were refused one by one: kept by the recorder with the reason, not to be sent again. */
  readonly refused: readonly { readonly sequence: number; readonly reason: string }[];
  /** Files and readings of this batch that were not in the catalogue before; absent where it is not known. */
  readonly added?: number;
}

/**
 * 409: the recorder waits for this number. Above the batch's first: it has other facts under the batch's numbers, so the
 * spool is an older copy of itself and has to go on under a new UUID; otherwise the batch begins too late.
 */
export interface BatchExpected {
  /** Sequence number. */
  readonly expected: number;
}
