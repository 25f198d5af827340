/** Where the embedded server keeps what: everything below `<home>/catalogue`, the socket in a short folder of its own. */

import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface EmbeddedPlace {
  /** `<home>/catalogue`. */
  readonly folder: string;
  readonly datadir: string;
  readonly log: string;
  /** The version of the server that last ran on the datadir. */
  readonly version: string;
  /** Which process of ours holds the datadir. */
  readonly lease: string;
  /** Folder of those that use a server which another process runs. */
  readonly users: string;
  /** Which server runs, for processes that want to use it. */
  readonly state: string;
  /** Its temporary files. A starting server empties its own of every temporary table, so no two may share one. */
  readonly scratch: string;
  /** SQL that the server runs at every start: it gives our administrator its password. */
  readonly initFile: string;
  /** `<home>/secrets`. */
  readonly secrets: string;
  readonly socketFolder: string;
  readonly socket: string;
  readonly pidFile: string;
}

/** A Unix socket's path holds 107 bytes; our folder and file names need 40 of them. */
const LONGEST_RUNTIME = 60;

/** Names the files of the embedded server of one home; the socket's folder is derived from the datadir's path and the user. */
export function placeEmbedded(home: string, temporary: string = tmpdir()): EmbeddedPlace {
  const folder = join(home, 'catalogue');
  const datadir = join(folder, 'data');
  const hash = createHash('sha256').update(datadir).digest('hex').slice(0, 12);
  const runtime = Buffer.byteLength(temporary) > LONGEST_RUNTIME ? '/tmp' : temporary;
  const socketFolder = join(runtime, `flash-${String(process.getuid?.() ?? 0)}-${hash}`);
  return {
    folder,
    datadir,
    log: join(folder, 'mariadbd.log'),
    version: join(folder, 'version'),
    lease: join(folder, 'owner.json'),
    users: join(folder, 'users'),
    state: join(folder, 'server.json'),
    scratch: join(folder, 'tmp'),
    initFile: join(home, 'secrets', 'init.sql'),
    secrets: join(home, 'secrets'),
    socketFolder,
    socket: join(socketFolder, 'db.sock'),
    pidFile: join(socketFolder, 'db.pid'),
  };
}
