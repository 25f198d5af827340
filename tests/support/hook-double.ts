/** A web server that keeps the events it is sent and answers as it is told. */

import {
  createServer,
  type IncomingHttpHeaders,
  type RequestListener,
  type Server,
} from 'node:http';
import { eventSchema, type FlashEvent } from '#telemetry/events/alarm-event.ts';
import { listening } from './listening.ts';

export interface Hook {
  readonly headers: IncomingHttpHeaders;
  readonly event: FlashEvent;
}

export interface HookDouble extends AsyncDisposable {
  readonly url: string;
  readonly hooks: readonly Hook[];
  /** `answer` is the status of the next answers, 0 for none at all. */
  readonly says: { answer: number; headers: Readonly<Record<string, string>>; body: string };
}

/** @param serve makes the server; default: plain HTTP */
export async function startHookDouble(
  serve: (listener: RequestListener) => Server = createServer,
  scheme = 'http',
): Promise<HookDouble> {
  const hooks: Hook[] = [];
  const says: HookDouble['says'] = { answer: 204, headers: {}, body: '' };
  const server = serve((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      hooks.push({ headers: request.headers, event: eventSchema.parse(JSON.parse(body)) });
      if (says.answer !== 0) response.writeHead(says.answer, says.headers).end(says.body);
    });
  });
  const { port, close } = await listening(server);
  return { url: `${scheme}://127.0.0.1:${port}/hook`, hooks, says, [Symbol.asyncDispose]: close };
}
