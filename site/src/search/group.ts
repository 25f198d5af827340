/** What a search finds, whatever it is: rows under a heading, and what was not looked through. */

import type { Html } from '../text/html.ts';

export interface Result {
  readonly href: string;
  readonly title: Html;
  /** Where it stands, when it was, by whom. */
  readonly place: string;
  readonly excerpt: Html | null;
}

export interface Group {
  readonly title: string;
  readonly results: readonly Result[];
  /** Says what could not be searched, or not yet, or where there is more; null: all was searched, all is shown. */
  readonly note: Html | null;
}
