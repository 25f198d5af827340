/** `POST /ingest/v1/batches`: who may send, how much, in which form; the recorder does the rest. */

import type { Pool } from 'mariadb';

import { findTokenNode } from '../catalogue/tokens.ts';
import { A_NODE, NOT_A_NODE } from '../config/node-name.ts';
import { silentLog, type Log } from '../effects.ts';
import { describeError } from '../errors.ts';
import { span } from '../otel/trace.ts';
import { readBody, type Body } from './read-body.ts';
import type { Recorder } from './recorder.ts';
import { program } from '../program.ts';
import { reply } from './reply.ts';

export interface IngestOptions {
  readonly recorder: Recorder;
  /** Of the account `flash_recorder`: the tokens are looked up there. */
  readonly pool: Pool;
  readonly log?: Log;
  /** Largest body, sent and unpacked, bytes (default 16 MB and 64 MB). */
  readonly maxBytes?: number;
  readonly maxUnpackedBytes?: number;
}

/** Makes the handler: 200, 400, 401, 403 (a token of another node), 405, 409, 413, 500, 503 as JSON. */
export function createIngestHandler({
  recorder,
  pool,
  log = silentLog,
  maxBytes = 16_000_000,
  maxUnpackedBytes = 64_000_000,
}: IngestOptions): (request: Request) => Promise<Response> {
  return async function ingest(request) {
    if (request.method !== 'POST') return reply(405, { error: 'POST a batch here' });
    const node = await findNode(pool, request, log);
    if (node instanceof Response) return node;
    const body = await readBody(request, { maxBytes, maxUnpackedBytes });
    if (body.kind === 'refused') return reply(body.status, { error: body.error });
    return await recordFor(node, body, recorder, request.headers.get('traceparent'));
  };
}

async function findNode(pool: Pool, request: Request, log: Log): Promise<string | Response> {
  const token = /^Bearer (\S{1,200})$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  if (token === undefined) {
    return reply(401, { error: 'send the token of this agent: authorization: Bearer <token>' });
  }
  try {
    const node = await findTokenNode(pool, token);
    return (
      node ?? reply(401, { error: `the token is not valid (${program} token add NODE makes one)` })
    );
  } catch (thrown) {
    log.write('warn', 'a token could not be looked up', { error: describeError(thrown) });
    return reply(503, { error: 'the catalogue is away' });
  }
}

async function recordFor(
  node: string,
  body: Extract<Body, { kind: 'read' }>,
  recorder: Recorder,
  traceparent: string | null,
): Promise<Response> {
  if (!A_NODE.test(node)) {
    return reply(403, {
      error: `the token is that of a node "${node}": a node needs ${NOT_A_NODE}; change "node" in its configuration, and "${program} token add NODE" makes a token for that name`,
    });
  }
  const batch = body.value;
  const agent =
    typeof batch === 'object' && batch !== null && 'agent' in batch ? batch.agent : null;
  if (typeof agent === 'string' && agent !== node) {
    return reply(403, { error: `the token is that of ${node}, the batch is from ${agent}` });
  }
  const record = () => recorder.record(batch);
  const { status, body: answer } = await span(
    'record',
    {
      'code.function.name': 'telemetry/recorder/recorder.ts#Recorder.record',
      'flash.node': node,
    },
    record,
    traceparent,
  );
  return reply(status, answer);
}
