/** Lets a page come bit by bit, as over a slow line: what moves while it comes is seen at every try, not only by chance. */

import { setTimeout } from 'node:timers/promises';

const PIECES = 12;
/** Long enough for a browser to paint what has come. */
const PAUSE_MS = 40;

type Handler = (request: Request) => Promise<Response> | Response;

/** Returns a handler whose pages, and nothing else, come in pieces. */
export function trickle(handler: Handler): Handler {
  return async (request) => {
    // Compressed, most of a page would be in its first bytes.
    const headers = new Headers(request.headers);
    headers.delete('accept-encoding');
    const response = await handler(new Request(request, { headers }));
    const isPage = response.headers.get('content-type')?.startsWith('text/html') === true;
    if (!isPage || response.body === null) return response;
    return new Response(inPieces(new Uint8Array(await response.arrayBuffer())), response);
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
