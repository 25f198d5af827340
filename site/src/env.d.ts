/** What the hub hands to a page when it renders it. */
declare namespace App {
  interface Locals {
    /** Null: nothing has been published yet. */
    snapshot: import('./snapshot/access.ts').SnapshotAccess | null;
    /** Null: it is new enough, or drawn for all times, into a file. */
    silence: import('./snapshot/access.ts').Silence | null;
  }
}

/** Of each page below content/, by its path there; null: built without git's history. Set by the build. */
declare const __LAST_CHANGES__: Readonly<
  Record<string, import('./docs/last-change.ts').LastChange>
> | null;
