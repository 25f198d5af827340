/** `log.<hash>.json` and `log/…`: heads of all entries and their bodies, by month; restricted entries are in none of them. */

import type { AssetReference } from './asset.ts';
import type { LogHead } from './now.ts';

/** A month of the log: how many entries, and where their heads and bodies are. */
export interface LogMonth {
  /** `2026-11`, by the time of the event in UTC; `unknown`: a time that no calendar holds. */
  readonly month: string;
  /** Entries that are public. */
  readonly count: number;
  readonly heads: AssetReference;
  readonly bodies: AssetReference;
}

/** What a tag is for, as somebody said. */
export interface TagMeaning {
  readonly name: string;
  readonly meaning: string;
}

/** Newest month first. */
export interface LogIndex {
  readonly months: readonly LogMonth[];
  /** Tags with a meaning, by name; absent where none has one. */
  readonly tags?: readonly TagMeaning[] | undefined;
}

/** A head in the log itself, where it may be searched for. */
export interface LogEntryHead extends LogHead {
  /** The public entry that it answers. */
  readonly replyTo: string | null;
  /** The public entry that its thread begins with; null: it begins one. */
  readonly thread: string | null;
  /** The number of the newest revision, from 1. */
  readonly revision: number;
  /** How many files belong to it. */
  readonly attachments: number;
}

/** `log/heads-<month>.<hash>.json`: in the order of their events. */
export interface LogHeads {
  readonly heads: readonly LogEntryHead[];
}

/** An entry as it stood once. */
export interface LogRevision {
  /** From 1. */
  readonly n: number;
  /** When it was written, UTC ms. */
  readonly at: number;
  readonly by: string;
  /** What its author said of the change; null: nothing, or the first one. */
  readonly why: string | null;
  readonly title: string;
  /** Null: none. */
  readonly body: string | null;
  readonly tags: readonly string[];
}

/** A file that belongs to an entry. */
export interface LogAttachment {
  readonly name: string;
  /** Below `/data/`; the ending says what it is: a picture by its first bytes, or `bin`. */
  readonly path: string;
  /** Its size. */
  readonly bytes: number;
  readonly isImage: boolean;
  /** A small picture of it; null: none could be made. */
  readonly thumb: { readonly path: string; readonly width: number; readonly height: number } | null;
}

/** What only the entry's own page shows. */
export interface LogDetails {
  /** Absent: text as it stands. */
  readonly format?: 'markdown' | undefined;
  /** When it was first written down, UTC ms; the event itself may be earlier. */
  readonly createdAt: number;
  /** More than one, or none. */
  readonly revisions?: readonly LogRevision[] | undefined;
  readonly attachments?: readonly LogAttachment[] | undefined;
  /** Fields of the logbook that it was imported from. */
  readonly attributes?: readonly (readonly [name: string, text: string])[] | undefined;
}

/** `log/bodies-<month>.<hash>.json`: by the entry's id; an entry without a body is not there. */
export interface LogBodies {
  readonly bodies: Readonly<Record<string, string>>;
  /** Of entries by people; absent in months that were written before there were any. */
  readonly details?: Readonly<Record<string, LogDetails>> | undefined;
}
