/**
 * An OpenStack cloud of one project, for tests. It answers by the OpenStack API references: Identity v3 (tokens with an
 * application credential: 201, `X-Subject-Token`), Compute and Block Storage v3 (`/limits`), Networking v2.0 (quota
 * details), Object Store v1 (HEAD of an account: 204 with `X-Account-*`).
 */

import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { closeServer } from './webdav-double.ts';

export const TOKEN = 'a-token-of-the-double';

export interface OpenStackDouble extends AsyncDisposable {
  readonly authUrl: string;
  readonly requests: string[];
  readonly limits: { cores: number; coresUsed: number };
  /** By service: a status instead of an answer. */
  readonly broken: Map<string, number>;
  expiresAt: number;
}

/** Starts the double on a free port; `credential` is id and secret of the one that it knows. */
export async function startOpenStackDouble(credential: {
  readonly id: string;
  readonly secret: string;
}): Promise<OpenStackDouble> {
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const base = `http://127.0.0.1:${String(port)}`;
  const double: OpenStackDouble = {
    authUrl: `${base}/identity`,
    requests: [],
    limits: { cores: 50, coresUsed: 38 },
    broken: new Map(),
    expiresAt: Number.MAX_SAFE_INTEGER,
    [Symbol.asyncDispose]: () => closeServer(server),
  };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    double.requests.push(`${method} ${url}`);
    const service = url.split('/')[1] ?? '';
    const broken = double.broken.get(service);
    if (broken !== undefined) response.writeHead(broken).end('{}');
    else if (url === '/identity/v3/auth/tokens') await giveToken(request, response);
    else if (request.headers['x-auth-token'] !== TOKEN) response.writeHead(401).end();
    else answer(method, url, response);
  }

  async function giveToken(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { auth } = JSON.parse(body) as { auth: { identity: Record<string, unknown> } };
    const wanted = { methods: ['application_credential'], application_credential: credential };
    if (JSON.stringify(auth.identity) !== JSON.stringify(wanted)) {
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end(
        '{"error":{"code":401,"message":"The request you have made requires authentication."}}',
      );
      return;
    }
    const endpoint = (type: string, path: string) => ({
      type,
      endpoints: [
        { interface: 'admin', region: 'one', region_id: 'one', url: 'http://192.0.2.1/' },
        { interface: 'public', region: 'one', region_id: 'one', url: `${base}${path}` },
      ],
    });
    const expires_at = new Date(Math.min(double.expiresAt, 4_102_444_800_000)).toISOString();
    const catalog = [
      endpoint('compute', '/compute/v2.1'),
      endpoint('volumev3', '/volume/v3/p1'),
      endpoint('network', '/network/'),
      endpoint('object-store', '/object/v1/AUTH_p1'),
    ];
    const headers = { 'x-subject-token': TOKEN, 'content-type': 'application/json' };
    response.writeHead(201, headers);
    response.end(
      JSON.stringify({ token: { expires_at, project: { id: 'p1', name: 'quax' }, catalog } }),
    );
  }

  function answer(method: string, url: string, response: ServerResponse): void {
    if (method === 'HEAD' && url === '/object/v1/AUTH_p1') {
      response.writeHead(204, {
        'x-account-bytes-used': '1500',
        'x-account-meta-quota-bytes': '2000',
      });
      response.end();
      return;
    }
    const body = bodies()[url];
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? {}));
  }

  function bodies(): Record<string, unknown> {
    const { cores, coresUsed } = double.limits;
    const compute = {
      maxTotalCores: cores,
      totalCoresUsed: coresUsed,
      maxTotalRAMSize: 102_400,
      totalRAMUsed: 51_200,
      maxTotalInstances: -1,
      totalInstancesUsed: 7,
      maxServerMeta: 128,
    };
    const block = {
      maxTotalVolumeGigabytes: 130_000,
      totalGigabytesUsed: 98_000,
      maxTotalVolumes: 40,
    };
    return {
      '/compute/v2.1/limits': { limits: { rate: [], absolute: compute } },
      '/volume/v3/p1/limits': { limits: { rate: [], absolute: block } },
      '/network/v2.0/quotas/p1/details.json': {
        quota: {
          floatingip: { used: 4, limit: 12, reserved: 0 },
          security_group: { used: 9, limit: 100, reserved: 0 },
        },
      },
    };
  }

  return double;
}
