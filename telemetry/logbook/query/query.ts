/** What one may ask of the log, and what an entry has to be asked. */

/** Times are UTC ms. */
export type Query =
  | { readonly is: 'all' }
  | { readonly is: 'words'; readonly text: string }
  | { readonly is: 'tag' | 'author' | 'title'; readonly text: string }
  | { readonly is: 'kind'; readonly kind: 'human' | 'machine' }
  | { readonly is: 'has'; readonly what: 'attachment' | 'reply' }
  | { readonly is: 'run'; readonly campaign: string | null; readonly number: number | null }
  | { readonly is: 'after' | 'before'; readonly at: number }
  | { readonly is: 'not'; readonly of: Query }
  | { readonly is: 'and' | 'or'; readonly of: readonly Query[] };

export interface Searched {
  readonly at: number;
  readonly author: string;
  readonly authorKind: 'human' | 'machine';
  readonly title: string;
  /** Null: it has none, or it was not loaded since no query needs it. */
  readonly body: string | null;
  readonly tags: readonly string[];
  readonly run: { readonly campaign: string; readonly number: number } | null;
  readonly replyTo: string | null;
  readonly attachments: number;
}

/** A mistake in a query: what is wrong and where (counted in letters from 0). */
export class QueryError extends Error {
  override readonly name = 'QueryError';
  readonly at: number;
  readonly length: number;

  constructor(message: string, at: number, length: number) {
    super(message);
    this.at = at;
    this.length = length;
  }
}
