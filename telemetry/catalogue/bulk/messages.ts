/** What the parent of a bulk load and its child say to each other. */

import type { ConnectionSettings } from '../connection.ts';
import type { PieceResult } from './load-piece.ts';
import type { BulkTarget } from './statements.ts';

export type ToChild =
  | { readonly kind: 'open'; readonly settings: ConnectionSettings; readonly target: BulkTarget }
  | { readonly kind: 'load'; readonly path: string; readonly rows: number };

export type FromChild =
  | { readonly kind: 'ready' }
  | PieceResult
  /** The server is at fault, or the connection. */
  | { readonly kind: 'failed'; readonly reason: string; readonly transient: boolean };
