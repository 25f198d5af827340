/** What Now knows of the catalogue's backups. */

/** How the backups are: the last good one, the last failure, the copy elsewhere. */
export interface BackupNow {
  /** The nightly backup of the hub; null: none is configured. */
  readonly nightly: { readonly hour: number; readonly timeZone: string } | null;
  /** When the catalogue was made: before the night that follows nobody waits for a backup; null: not known. */
  readonly madeAt: number | null;
  /** The moment whose state the last good backup holds; null: there never was one. */
  readonly last: number | null;
  /** Size of the last good one; null: there never was one. */
  readonly bytes: number | null;
  /** How long it took to make. */
  readonly durationMs: number | null;
  /** The last try, where it gave no backup: when, and why. */
  readonly failure: { readonly at: number; readonly reason: string } | null;
  /** The copy elsewhere; null: no second place is configured. */
  readonly copy: {
    /** When a copy was last read back whole; null: never. */
    readonly last: number | null;
    /** Why the last try failed; null: it did not. */
    readonly failed: string | null;
  } | null;
}
