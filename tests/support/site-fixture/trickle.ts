/**
 * Lets a page come bit by bit and its scripts once all of it is painted, as over a slow line: what moves while it comes is
 * seen at every try, not only by chance.
 */

import { setTimeout } from 'node:timers/promises';

const PIECES = 12;
/** Long enough for a browser to paint what has come. */
const PAUSE_MS = 40;

type Handler = (request: Request) => Promise<Response> | Response;

/** Returns a handler whose pages come in pieces, and scripts after the page that came last. */
export function trickle(handler: Handler): Handler {
  let isPainted: Promise<unknown> = Promise.resolve();
  return async (request) => {
    // Compressed, most of a page would be in its first bytes.
    const headers = new Headers(request.headers);
    headers.delete('accept-encoding');
    const response = await handler(new Request(request, { headers }));
    const type = response.headers.get('content-type') ?? '';
    if (type.startsWith('text/javascript')) await isPainted;
    if (!type.startsWith('text/html') || response.body === null) return response;
    const page = new Uint8Array(await response.arrayBuffer());
    isPainted = setTimeout((PIECES + 2) * PAUSE_MS);
    return new Response(inPieces(page), response);
  };
}

function inPieces(page: Uint8Array): ReadableStream<Uint8Array> {
  const size = Math.ceil(page.length / PIECES);
  let at = 0;
  return new ReadableStream({
    async pull(stream) {
      if (at > 0) await setTimeout(PAUSE_MS);
      if (at >= page.length) return stream.close();
      stream.enqueue(page.subarray(at, at + size));
      at += size;
    },
  });
}
