/** A recorder that takes everything and keeps nothing: the agent is measured, not the catalogue. */

import { gunzipSync } from 'node:zlib';
import { serveHttp } from '#telemetry/http/serve.ts';

export interface Taker {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Starts it on a port of its own; it acknowledges whatever comes. */
export async function takeEverything(): Promise<Taker> {
  const listener = await serveHttp({
    what: 'recorder',
    address: '127.0.0.1:0',
    async handler(request) {
      const bytes = Buffer.from(await request.arrayBuffer());
      const isZipped = request.headers.get('content-encoding') === 'gzip';
      const text = (isZipped ? gunzipSync(bytes) : bytes).toString();
      return Response.json({ acknowledged: Number(/"last":(\d+)/.exec(text)?.[1]), refused: [] });
    },
  });
  return { url: listener.url, close: () => listener.close(100) };
}
