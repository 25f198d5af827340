/** What another logbook holds: an entry that a person wrote there, and an interval that somebody judged. */

/** Natural key: origin. What a person has changed here since stays as it is. */
export interface EntryFact {
  readonly kind: 'entry';
  /** Logbook and number there: `elog:Shift/12`. */
  readonly origin: string;
  readonly author: string;
  /** When the event was, UTC ms. */
  readonly at: number;
  readonly title: string;
  /** Null: none. */
  readonly body: string | null;
  readonly tags: readonly string[];
  /** Fields of that logbook, in their order. */
  readonly attributes: readonly (readonly [name: string, text: string])[];
  /** Origin of the entry that it answers; null: none. */
  readonly replyTo: string | null;
  readonly restricted: boolean;
  /** Content in base64. */
  readonly attachments: readonly { readonly name: string; readonly content: string }[];
}

/** Natural key: origin. An interval of time (UTC ms) whatever runs lie in it. */
export interface FlagFact {
  readonly kind: 'flag';
  readonly origin: string;
  /** UTC ms. */
  readonly from: number;
  /** UTC ms. */
  readonly to: number;
  readonly quality: 'good' | 'doubtful' | 'bad';
  readonly why: string;
  readonly by: string;
}
