/** One pass over a file: its checksums, its size and its first bytes, read ahead while the last piece is being hashed. */

import type { Stats } from 'node:fs';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { open } from 'node:fs/promises';
import { createAdler32 } from 'hash-wasm';
import type { FilePath } from './file-path.ts';
import type { Throttle } from './throttle.ts';
import { createThrottle } from './throttle.ts';

/** Large pieces: each costs a trip through the thread pool. */
const PIECE = 1 << 20;

/** Bytes kept from the beginning: the longest header that any format's reader believes (two texts of 64 kB). */
export const HEAD_BYTES = 132 * 1024;

/** A pipe that took a file's place must not hold us up: opened so, it answers at once. */
const OPEN = constants.O_RDONLY | constants.O_NONBLOCK;

/** What tells that a file is still the one it was. */
export interface FileIdentity {
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
  readonly ino: number;
}

export interface WholeFile {
  /** As the file was when its last byte had been read: it counts only where this is what was expected. */
  readonly after: FileIdentity;
  /** Bytes read. */
  readonly bytes: number;
  /** Eight lowercase hexadecimal digits (RFC 1950). */
  readonly adler32: string;
  /** 64 lowercase hexadecimal digits (FIPS 180-4), where it was asked for. */
  readonly sha256: string | null;
  /** The first `HEAD_BYTES`. */
  readonly head: Buffer;
  /** Time in the checksums alone, ms. */
  readonly hashMs: number;
  /** From open to close, ms. */
  readonly readMs: number;
}

export interface WholeFileReader {
  /**
   * Reads a file of the given size once, in order; `onPiece` is called after each piece.
   *
   * @throws the system's error; one with the code `ENOTFILE` where no plain file stands there, `ABORT_ERR` where the signal came
   */
  read(path: FilePath, size: number, watch?: ReadWatch): Promise<WholeFile>;
}

export interface ReadWatch {
  readonly signal?: AbortSignal;
  readonly onPiece?: () => void;
}

export interface WholeFileReaderOptions {
  readonly sha256?: boolean;
  readonly throttle?: Throttle;
}

/** What takes in the bytes of one file after another. */
interface Digests {
  init(): void;
  update(bytes: Buffer): void;
  digest(): { readonly adler32: string; readonly sha256: string | null };
}

async function createDigests(withSha256: boolean): Promise<Digests> {
  const adler = await createAdler32();
  const { createHash } = withSha256 ? process.getBuiltinModule('node:crypto') : {};
  let sha = createHash?.('sha256');
  return {
    init() {
      adler.init();
      sha = createHash?.('sha256');
    },
    update(bytes) {
      adler.update(bytes);
      sha?.update(bytes);
    },
    digest: () => ({ adler32: adler.digest('hex'), sha256: sha?.digest('hex') ?? null }),
  };
}

/** Makes a reader with its own buffers and hash, for one file at a time. */
export async function createWholeFileReader(
  options: WholeFileReaderOptions = {},
): Promise<WholeFileReader> {
  const { sha256 = false, throttle = createThrottle(null) } = options;
  const digests = await createDigests(sha256);
  const buffers: Buffers = [Buffer.allocUnsafeSlow(PIECE), null];
  return {
    async read(path, size, watch = {}) {
      const started = performance.now();
      const handle = await open(path, OPEN);
      try {
        if (!(await handle.stat()).isFile()) {
          throw coded('no plain file stands there', 'ENOTFILE');
        }
        digests.init();
        const pieces = await readPieces({ handle, size, buffers, digests, throttle, ...watch });
        const after = identityOf(await handle.stat());
        const readMs = performance.now() - started;
        return { after, ...pieces, ...digests.digest(), readMs };
      } finally {
        await handle.close();
      }
    },
  };
}

/** The second one is made with the first file that is longer than a piece. */
type Buffers = [Buffer, Buffer | null];

interface Pass extends ReadWatch {
  readonly handle: FileHandle;
  readonly size: number;
  readonly buffers: Buffers;
  readonly digests: Digests;
  readonly throttle: Throttle;
}

async function readPieces(pass: Pass): Promise<Pick<WholeFile, 'bytes' | 'head' | 'hashMs'>> {
  const { size, buffers, digests, signal, onPiece } = pass;
  const head = Buffer.allocUnsafe(Math.min(HEAD_BYTES, size));
  let [buffer] = buffers;
  let bytes = 0;
  let hashMs = 0;
  let next = readPiece(pass, buffer, 0);
  for (;;) {
    const bytesRead = await next;
    if (bytesRead === 0) break;
    const filled = buffer;
    const isLast = bytes + bytesRead >= size;
    if (signal?.aborted === true) throw coded('the reading was stopped', 'ABORT_ERR');
    if (!isLast) {
      buffer = filled === buffers[0] ? (buffers[1] ??= Buffer.allocUnsafeSlow(PIECE)) : buffers[0];
      next = readPiece(pass, buffer, bytes + bytesRead);
    }
    if (bytes < head.length) filled.copy(head, bytes, 0, Math.min(bytesRead, head.length - bytes));
    const started = performance.now();
    digests.update(bytesRead === PIECE ? filled : filled.subarray(0, bytesRead));
    hashMs += performance.now() - started;
    bytes += bytesRead;
    onPiece?.();
    if (isLast) break;
  }
  return { bytes, head: head.subarray(0, Math.min(bytes, head.length)), hashMs };
}

/**
 * Reads one piece when the limit lets it: asked before each, it holds also inside a file that takes an hour. Where it
 * lets it now the reading begins before this returns, so that it goes on while the piece before is being hashed.
 */
function readPiece(
  { handle, size, throttle, signal }: Pass,
  buffer: Buffer,
  at: number,
): Promise<number> {
  const read = async (): Promise<number> => (await handle.read(buffer, 0, PIECE, at)).bytesRead;
  const wait = throttle.take(Math.min(PIECE, Math.max(0, size - at)), signal);
  return wait === null ? read() : wait.then(read);
}

function coded(message: string, code: string): Error {
  return Object.assign(new Error(message), { code });
}

/** The part of a look that tells a file from another one. */
export function identityOf({ size, mtimeMs, ctimeMs, ino }: Stats): FileIdentity {
  return { size, mtimeMs, ctimeMs, ino };
}

/** Whether nothing was written to a file between two looks. */
export function isSameContent(
  a: Pick<FileIdentity, 'size' | 'mtimeMs' | 'ino'>,
  b: Pick<FileIdentity, 'size' | 'mtimeMs' | 'ino'>,
): boolean {
  return a.size === b.size && a.mtimeMs === b.mtimeMs && a.ino === b.ino;
}
