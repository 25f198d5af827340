/** What the hub hands to a page when it renders it. */
declare namespace App {
  interface Locals {
    /** Null: nothing has been published yet. */
    snapshot: import('./snapshot/access.ts').SnapshotAccess | null;
  }
}
