/**
 * A small server that behaves as the Kubernetes API does for list and watch, as its documentation says ("Kubernetes API
 * concepts": resource versions, chunked lists, watches, bookmarks, 410 Gone), and misbehaves on request.
 */

import { once } from 'node:events';
import { createServer as createHttp } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

type KubeJson = Record<string, unknown> & { metadata: Record<string, unknown> };

interface Change {
  readonly version: number;
  readonly path: string;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeJson;
}

interface Watch {
  readonly path: string;
  readonly response: ServerResponse;
  sent: number;
}

export interface KubeRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly token: string | null;
}

/** What goes wrong with a request; null: nothing. `hang`: no answer ever. */
export type KubeFault =
  null | 'hang' | { readonly status: number; readonly message: string } | { readonly body: string };

export class KubeDouble {
  url = '';
  readonly requests: KubeRequest[] = [];
  /** Bearer token that is asked for; null: none. */
  token: string | null = null;
  fault: (request: KubeRequest) => KubeFault = () => null;
  /** How an event is written to a watch; a test may cut it or drop the connection. */
  write: (response: ServerResponse, line: string) => void = (response, line) =>
    void response.write(line);
  #server: Server | null = null;
  #version = 1_000;
  #oldest = 0;
  readonly #objects = new Map<string, Map<string, KubeJson>>();
  readonly #changes: Change[] = [];
  readonly #watches = new Set<Watch>();

  /** Starts it, with TLS where keys are given; it ends with the test. */
  static async start(t: TestContext, tls?: ServerOptions): Promise<KubeDouble> {
    const double = await KubeDouble.open(tls);
    t.after(() => double.close());
    return double;
  }

  /** Starts one that its caller closes. */
  static async open(tls?: ServerOptions): Promise<KubeDouble> {
    const double = new KubeDouble();
    const handle = (request: IncomingMessage, response: ServerResponse): void =>
      double.#handle(request, response);
    const server = tls === undefined ? createHttp(handle) : createHttps(tls, handle);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    double.url = `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
    double.#server = server;
    return double;
  }

  close(): void {
    this.#server?.close();
    this.#server?.closeAllConnections();
  }

  /** Puts an object below a path such as `/api/v1/namespaces/flash/pods`. */
  put(path: string, object: Record<string, unknown>): void {
    this.#version += 1;
    const metadata = { ...(object['metadata'] as object), resourceVersion: String(this.#version) };
    const stored: KubeJson = { ...object, metadata };
    const objects = this.#objects.get(path) ?? new Map<string, KubeJson>();
    this.#objects.set(path, objects);
    const uid = String(stored.metadata['uid']);
    this.#change({ path, type: objects.has(uid) ? 'MODIFIED' : 'ADDED', object: stored });
    objects.set(uid, stored);
  }

  remove(path: string, uid: string): void {
    const object = this.#objects.get(path)?.get(uid);
    if (object === undefined) throw new Error(`no ${uid} in ${path}`);
    this.#version += 1;
    this.#objects.get(path)?.delete(uid);
    const metadata = { ...object.metadata, resourceVersion: String(this.#version) };
    this.#change({ path, type: 'DELETED', object: { ...object, metadata } });
  }

  /** Forgets what led to now: older versions are gone. */
  compact(): void {
    this.#oldest = this.#version;
  }

  /** Sends a bookmark to every watch. */
  bookmark(): void {
    this.#version += 1;
    for (const watch of this.#watches) {
      const metadata = { resourceVersion: String(this.#version), creationTimestamp: null };
      this.#send(watch, { type: 'BOOKMARK', object: { kind: 'Job', metadata } });
    }
  }

  /** Writes raw text to every watch of a resource. */
  say(resource: string, text: string): void {
    for (const watch of this.#of(resource)) watch.response.write(text);
  }

  /** Breaks every connection of a resource's watches. */
  drop(resource: string): void {
    for (const watch of this.#of(resource)) watch.response.socket?.destroy();
  }

  watching(resource: string): number {
    return this.#of(resource).length;
  }

  asked(resource: string, isWatch: boolean): readonly KubeRequest[] {
    return this.requests.filter(
      ({ path, query }) => path.endsWith(`/${resource}`) && query.has('watch') === isWatch,
    );
  }

  #of(resource: string): Watch[] {
    return [...this.#watches].filter(({ path }) => path.endsWith(`/${resource}`));
  }

  #change(change: Omit<Change, 'version'>): void {
    const whole = { ...change, version: this.#version };
    this.#changes.push(whole);
    for (const watch of this.#watches) if (watch.path === change.path) this.#tell(watch, whole);
  }

  #tell(watch: Watch, { type, object, version }: Change): void {
    watch.sent = version;
    this.#send(watch, { type, object });
  }

  #send({ response }: Watch, event: unknown): void {
    this.write(response, `${JSON.stringify(event)}\n`);
  }

  #handle(request: IncomingMessage, response: ServerResponse): void {
    const { pathname: path, searchParams: query } = new URL(request.url ?? '', 'http://double');
    const token = request.headers.authorization?.replace('Bearer ', '') ?? null;
    const asked = { path, query, token };
    this.requests.push(asked);
    const fault = this.fault(asked);
    if (fault === 'hang') return;
    if (fault !== null && 'status' in fault) answer(response, fault.status, fault.message);
    else if (fault !== null) response.end(fault.body);
    else if (this.token !== null && token !== this.token) answer(response, 401, 'Unauthorized');
    else if (query.has('watch')) this.#watch(path, query, response);
    else this.#list(path, query, response);
  }

  #list(path: string, query: URLSearchParams, response: ServerResponse): void {
    const [version, from] = (query.get('continue') ?? `${this.#version}:0`).split(':').map(Number);
    if ((version ?? 0) < this.#oldest) {
      answer(response, 410, 'The provided continue parameter is too old');
      return;
    }
    const all = [...(this.#objects.get(path)?.values() ?? [])];
    const start = from ?? 0;
    const end = start + Number(query.get('limit') ?? all.length);
    const metadata = {
      resourceVersion: String(version),
      ...(end < all.length ? { continue: `${version}:${end}` } : {}),
    };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ kind: 'List', metadata, items: all.slice(start, end) }));
  }

  #watch(path: string, query: URLSearchParams, response: ServerResponse): void {
    const since = Number(query.get('resourceVersion'));
    if (since < this.#oldest) {
      answer(response, 410, `too old resource version: ${since} (${this.#oldest})`);
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    response.flushHeaders();
    const watch = { path, response, sent: since };
    this.#watches.add(watch);
    const timer = setTimeout(() => response.end(), Number(query.get('timeoutSeconds')) * 1_000);
    response.once('close', () => {
      clearTimeout(timer);
      this.#watches.delete(watch);
    });
    for (const change of this.#changes)
      if (change.path === path && change.version > since) this.#tell(watch, change);
  }
}

/** The API answers an error with a `Status`. */
function answer(response: ServerResponse, code: number, message: string): void {
  response.writeHead(code, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ kind: 'Status', status: 'Failure', code, message }));
}
