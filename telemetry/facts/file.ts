/** A data file that is complete on a disk of ours, or that an older catalogue lists. */

/** How the time of a file is known; the first that is there is taken. */
export type TakenAtSource = 'header' | 'name' | 'mtime' | 'import';

/** What a run is for, as its directory's name says. */
export const RUN_KINDS = [
  'physics',
  'rescan',
  'calibration',
  'noise',
  'background',
  'test',
  'commissioning',
  'unknown',
] as const;
/** One of `RUN_KINDS`. */
export type RunKind = (typeof RUN_KINDS)[number];

/** Natural key: campaign, run (path as found), name. */
export interface FileFact {
  readonly kind: 'file';
  /** Name of the campaign: `Run_2026.11-QUAX`. */
  readonly campaign: string;
  /** The run's directory as found, absolute where it was found on a disk. */
  readonly run: string;
  readonly runKind: RunKind;
  /** The words of the path that decided the kind, as they stand there; null where none did. */
  readonly runKindRaw: string | null;
  /** Null: not known. */
  readonly site: string | null;
  readonly name: string;
  /** Null: not known (imported). */
  readonly bytes: number | null;
  /** Eight lowercase hexadecimal digits (RFC 1950). */
  readonly adler32: string | null;
  /** 64 lowercase hexadecimal digits (FIPS 180-4); absent where none was computed. */
  readonly sha256?: string;
  /** When this content was read at `copy`, UTC ms; absent where it was not read. What was read later stands. */
  readonly seenAt?: number;
  /** UTC ms; null: not known. */
  readonly takenAt: number | null;
  /** Null: the time is not known. */
  readonly takenAtSource: TakenAtSource | null;
  /** Angle of the tuner in its name, degrees; null: none there. */
  readonly tunerDeg: number | null;
  /** Version of the software that wrote it, where known. */
  readonly softwareVersion: string | null;
  /** The copy that was seen: location (`lnf-daq`), its uri and size; null for a file known from a list alone. */
  readonly copy: { readonly location: string; readonly uri: string } | null;
  /** Values that an older catalogue gave; live files get theirs from the campaign's key channels. */
  readonly listed: {
    readonly tCavK: number | null;
    readonly tMcK: number | null;
    readonly cavityHz: number | null;
    readonly bit: string | null;
  } | null;
  readonly origin: 'live' | 'import';
}

/**
 * `differs`: what its storage answered is not what was written; only the recorder, which knows both, says so.
 * `unavailable`: it is listed, and its storage cannot give it now.
 */
export const REPLICA_STATES = [
  'expected',
  'copying',
  'present',
  'removed',
  'lost',
  'differs',
  'unavailable',
] as const;
/** One of `REPLICA_STATES`. */
export type ReplicaState = (typeof REPLICA_STATES)[number];

/** Where a copy of a tape system lies: in the disk buffer, on tape, on both. */
export const LOCALITIES = ['disk', 'tape', 'both', 'unknown'] as const;
/** One of `LOCALITIES`. */
export type Locality = (typeof LOCALITIES)[number];

/** How a copy was seen by asking its storage. */
export const SEEN_BY = [
  'propfind',
  'head',
  'archiveinfo',
  's3 list',
  's3 head',
  'listing',
] as const;
/** One of `SEEN_BY`. */
export type SeenBy = (typeof SEEN_BY)[number];

/** What the storage itself answered: the recorder compares it with what was written, and only that verifies a copy. */
export interface CopyEvidence {
  readonly by: SeenBy;
  /** Null: it did not say. */
  readonly bytes: number | null;
  /** The digest it answered; null: none, so the copy cannot be verified this way. */
  readonly adler32: string | null;
}

/** One copy of a file changed; natural key: file, location. */
export interface ReplicaFact {
  readonly kind: 'replica';
  readonly campaign: string;
  readonly run: string;
  readonly name: string;
  readonly location: string;
  /** Null: not known or truncated in the source; the raw text then stands in the import row. */
  readonly uri: string | null;
  readonly state: ReplicaState;
  readonly locality: Locality;
  /** When this was seen, UTC ms. */
  readonly at: number;
  /** When (UTC ms) and by what it was compared; null: it was not. */
  readonly verified: { readonly at: number; readonly method: 'digest' | 'read back' } | null;
  /** Who or what removed it; null: it was not removed. */
  readonly why: string | null;
  /** Absent where its storage was not asked: a list, a hand, our own disk. */
  readonly evidence?: CopyEvidence | undefined;
}

/**
 * Every name that a location lists for a run, from one complete answer: copies that were there before and are not named
 * have been removed. Natural key: location, campaign, run.
 */
export interface CopyListFact {
  readonly kind: 'copy-list';
  readonly location: string;
  readonly campaign: string;
  readonly run: string;
  /** When the list was complete, UTC ms. */
  readonly at: number;
  readonly names: readonly string[];
}
