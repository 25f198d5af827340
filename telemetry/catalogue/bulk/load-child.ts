/**
 * The child of a bulk load: holds the connection that may read local files. A connection that is lost in mid-file
 * throws in the driver where nothing can catch it; here it ends this process, and the parent says so.
 */

import type { Connection } from 'mariadb';

import { describeError } from '../../errors.ts';
import { openConnection } from '../connection.ts';
import { isTransientSqlError } from '../sql-error.ts';
import { loadPiece } from './load-piece.ts';
import type { FromChild, ToChild } from './messages.ts';
import type { BulkTarget } from './statements.ts';

let opened: { readonly connection: Connection; readonly target: BulkTarget } | null = null;

function say(message: FromChild): void {
  process.send?.(message);
}

async function answer(message: ToChild): Promise<FromChild> {
  if (message.kind === 'open') {
    const { settings, target } = message;
    const connection = await openConnection(settings, { permitLocalInfile: true });
    opened = { connection, target };
    return { kind: 'ready' };
  }
  if (opened === null) throw new Error('the first message opens the connection');
  return await loadPiece(opened.connection, opened.target, message);
}

process.on('message', (message: ToChild) => {
  answer(message).then(say, (thrown: unknown) =>
    say({ kind: 'failed', reason: describeError(thrown), transient: isTransientSqlError(thrown) }),
  );
});
// The parent is gone, or has all it wanted.
process.on('disconnect', () => process.exit(0));
