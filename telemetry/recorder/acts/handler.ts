/** `POST /write/v1/acts`: one act as JSON, for whoever holds the token of the hub's home. */

import { createHash, timingSafeEqual } from 'node:crypto';

import { isTransientSqlError } from '../../catalogue/sql-error.ts';
import type { Log } from '../../effects.ts';
import { describeError, FlashError } from '../../errors.ts';
import type { Act, ActResult } from '../../logbook/act.ts';
import { ACT_BYTES } from '../../logbook/limits.ts';
import { readBody } from '../read-body.ts';
import { RefusedAct } from './refused-act.ts';
import { parseAct } from './write-act.ts';
import { reply } from '../reply.ts';

export interface ActHandlerOptions {
  /** Whoever sends it may write. */
  readonly token: string;
  readonly write: (act: Act) => Promise<ActResult>;
  readonly log: Log;
  /** Called after what is new was committed. */
  readonly onCommit: () => void;
}

const LIMITS = { maxBytes: ACT_BYTES, maxUnpackedBytes: ACT_BYTES };

/** Makes the handler: 201 done, 200 had been done, 400, 401, 403 (a browser's page), 404, 405, 409, 413, 415, 500, 503 as JSON. */
export function createActHandler(
  options: ActHandlerOptions,
): (request: Request) => Promise<Response> {
  return async function act(request) {
    if (request.method !== 'POST') return reply(405, { error: 'POST an act here' });
    // Pages have no token; one that got hold of it must not write in somebody's name.
    if (request.headers.has('origin')) return reply(403, { error: 'not from a page' });
    if (!isToken(request, options.token)) {
      const error = "send the token of the hub's home: authorization: Bearer <token>";
      return reply(401, { error });
    }
    const type = request.headers.get('content-type')?.split(';')[0]?.trim();
    if (type !== 'application/json')
      return reply(415, { error: 'content-type: expected application/json' });
    const body = await readBody(request, LIMITS);
    if (body.kind === 'refused') return reply(body.status, { error: body.error });
    return await answer(body.value, options);
  };
}

async function answer(
  value: unknown,
  { write, log, onCommit }: ActHandlerOptions,
): Promise<Response> {
  try {
    const result = await write(parseAct(value));
    if (result.isNew) onCommit();
    return reply(result.isNew ? 201 : 200, result);
  } catch (thrown) {
    if (thrown instanceof RefusedAct) return reply(thrown.status, { error: thrown.message });
    const error = describeError(thrown).split('\n')[0] ?? 'unknown';
    const isTransient =
      isTransientSqlError(thrown) || (thrown instanceof FlashError && thrown.isTransient());
    log.write(isTransient ? 'warn' : 'error', 'an act was not written', { error });
    return isTransient
      ? reply(503, { error: `the catalogue is away: ${error}` })
      : reply(500, { error });
  }
}

function isToken(request: Request, token: string): boolean {
  const sent = /^Bearer (\S{1,200})$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return sent !== undefined && timingSafeEqual(hash(sent), hash(token));
}
