/** The stream of a watch: one JSON object a line, in pieces of any size. */

import { at, numberAt, textAt } from './kube-fields.ts';

/** One event of a watch: an object changed, a bookmark, or an error of the server. */
export type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: unknown }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string }
  /** The server ends the watch; 410: the version asked for is too old. */
  | { readonly type: 'ERROR'; readonly code: number; readonly message: string }
  /** A line that is no event: the stream cannot be believed from here on. */
  | { readonly type: 'BROKEN'; readonly message: string };

/** Takes a watch apart, a piece at a time. */
export interface WatchParser {
  /** Returns the events that a piece completes. */
  readonly push: (chunk: Uint8Array) => readonly WatchEvent[];
  /** Bytes of a line that has not ended: what a lost connection cut. */
  readonly pending: () => number;
}

/** etcd refuses objects above 1.5 MB; an event adds little. */
const LONGEST_LINE = 8_000_000;
const NEWLINE = 0x0a;

/** Makes the parser of one stream (Kubernetes API concepts, "Efficient detection of changes"); `push` never throws. */
export function createWatchParser({ longest = LONGEST_LINE } = {}): WatchParser {
  let pieces: Uint8Array[] = [];
  let bytes = 0;
  const line = (last: Uint8Array): string => {
    const whole = Buffer.concat([...pieces, last]).toString('utf8');
    pieces = [];
    bytes = 0;
    return whole;
  };
  return {
    push(chunk) {
      const events: WatchEvent[] = [];
      let from = 0;
      for (;;) {
        const end = chunk.indexOf(NEWLINE, from);
        if (end === -1) break;
        const text = line(chunk.subarray(from, end));
        if (text.trim() !== '') events.push(parseWatchLine(text));
        from = end + 1;
      }
      if (from < chunk.byteLength) {
        // A copy: the caller may use its buffer again.
        pieces.push(Uint8Array.from(chunk.subarray(from)));
        bytes += chunk.byteLength - from;
      }
      if (bytes > longest) {
        events.push({ type: 'BROKEN', message: `a line has more than ${String(longest)} bytes` });
        line(new Uint8Array());
      }
      return events;
    },
    pending: () => bytes,
  };
}

/** Parses one line; never throws. */
export function parseWatchLine(text: string): WatchEvent {
  let event: unknown;
  try {
    event = JSON.parse(text);
  } catch {
    return { type: 'BROKEN', message: 'a line is not JSON' };
  }
  const object = at(event, 'object');
  const type = textAt(event, 'type');
  if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED') return { type, object };
  if (type === 'BOOKMARK') {
    const resourceVersion = textAt(object, 'metadata', 'resourceVersion');
    if (resourceVersion !== null) return { type, resourceVersion };
  }
  if (type === 'ERROR') {
    const code = numberAt(object, 'code') ?? 0;
    return { type, code, message: textAt(object, 'message') ?? 'the server gives no reason' };
  }
  return { type: 'BROKEN', message: 'a line is no event of a watch' };
}

/**
 * Whether version `a` is not newer than `b`; null where one is no whole number. Versions of one resource of the built-in
 * API are whole numbers that grow (KEP-5504).
 */
export function isNotNewer(a: string, b: string): boolean | null {
  if (!/^\d{1,40}$/.test(a) || !/^\d{1,40}$/.test(b)) return null;
  return BigInt(a) <= BigInt(b);
}
