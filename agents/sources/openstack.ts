/** Asks an OpenStack cloud for the limits of a project: an application credential gives a token, each service is asked once. */

import { FlashError } from '#telemetry/errors.ts';

import {
  parseAccount,
  parseBlockLimits,
  parseComputeLimits,
  parseNetworkQuotas,
  parseToken,
} from '../formats/openstack.ts';
import type { CloudLimit, CloudToken } from '../formats/openstack.ts';
import { httpRequest } from './http-request.ts';
import type { HttpAnswer } from './http-request.ts';

export interface CloudOptions {
  /** Keystone's address, with or without `/v3`. */
  readonly authUrl: string;
  readonly credentialId: string;
  /** Read anew for each token. */
  readonly credentialSecret: () => string;
  readonly interface: string;
  readonly region?: string | undefined;
  readonly ca?: (() => string) | undefined;
  readonly now: () => number;
}

export interface CloudAnswer {
  readonly limits: readonly CloudLimit[];
  /** Services that are in the catalogue and did not answer as they should. */
  readonly failures: readonly { readonly service: string; readonly reason: string }[];
}

export interface Cloud {
  /** @throws FlashError: no token was given, or no service answered at all. */
  readonly ask: (signal: AbortSignal) => Promise<CloudAnswer>;
}

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 4_000_000;
/** A token is renewed this long before it ends, ms. */
const RENEW_MS = 120_000;

type Held = CloudToken & { readonly token: string };

/** Makes the asker of one project; a token is kept until shortly before it ends, or until it is refused. */
export function createCloud(options: CloudOptions): Cloud {
  const { now } = options;
  let held: Held | null = null;
  return {
    async ask(signal) {
      if (held === null || held.expiresAt - now() < RENEW_MS)
        held = await getToken(options, signal);
      try {
        const answer = await askServices(held, options, signal);
        if (answer.isRefused) held = null;
        return answer;
      } catch (thrown) {
        held = null;
        throw thrown;
      }
    },
  };
}

async function getToken(options: CloudOptions, signal: AbortSignal): Promise<Held> {
  const { authUrl, credentialId: id, ca } = options;
  const base = authUrl.replace(/\/+$/, '');
  const url = `${base.endsWith('/v3') ? base : `${base}/v3`}/auth/tokens`;
  const identity = {
    methods: ['application_credential'],
    application_credential: { id, secret: options.credentialSecret() },
  };
  const answer = await httpRequest({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ auth: { identity } }),
    timeoutMs: TIMEOUT_MS,
    maxBytes: MAX_BYTES,
    ca: ca?.(),
    signal,
  });
  const token = answer.headers.get('x-subject-token');
  if (answer.status !== 201 || token === undefined)
    throw refused(url, `it answers ${String(answer.status)}`, answer.status >= 500);
  const parsed = parseToken(answer.body, options);
  if (!parsed.ok) throw refused(url, parsed.reason, false);
  return { ...parsed.value, token };
}

function refused(subject: string, reason: string, transient: boolean): FlashError {
  return new FlashError({
    operation: 'ask the cloud for a token',
    subject,
    reason,
    hint: 'check auth_url, credential_id and the secret of the application credential, and that it has not expired',
    transient,
  });
}

interface Question {
  readonly service: string;
  /** Types in the catalogue, the current one first. */
  readonly types: readonly string[];
  readonly method: 'GET' | 'HEAD';
  readonly path: (base: string, projectId: string) => string;
  readonly parse: (answer: HttpAnswer) => ReturnType<typeof parseAccount>;
}

const QUESTIONS: readonly Question[] = [
  {
    service: 'compute',
    types: ['compute'],
    method: 'GET',
    path: (base) => `${base}/limits`,
    parse: ({ body }) => parseComputeLimits(body),
  },
  {
    service: 'block storage',
    types: ['block-storage', 'volumev3', 'volume'],
    method: 'GET',
    path: (base) => `${base}/limits`,
    parse: ({ body }) => parseBlockLimits(body),
  },
  {
    service: 'network',
    types: ['network'],
    method: 'GET',
    path: (base, id) => `${base.replace(/\/v2\.0$/, '')}/v2.0/quotas/${id}/details.json`,
    parse: ({ body }) => parseNetworkQuotas(body),
  },
  {
    service: 'object storage',
    types: ['object-store'],
    method: 'HEAD',
    path: (base) => base,
    parse: ({ headers }) => parseAccount(headers),
  },
];

async function askServices(
  held: Held,
  options: CloudOptions,
  signal: AbortSignal,
): Promise<CloudAnswer & { readonly isRefused: boolean }> {
  const limits: CloudLimit[] = [];
  const failures: { service: string; reason: string }[] = [];
  let isRefused = false;
  for (const question of QUESTIONS) {
    const base = question.types.flatMap((type) => held.endpoints.get(type) ?? [])[0];
    if (base === undefined) continue;
    const { service, method } = question;
    const url = question.path(base.replace(/\/+$/, ''), encodeURIComponent(held.projectId));
    try {
      const headers = { 'x-auth-token': held.token, accept: 'application/json' };
      const bounds = { timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES, ca: options.ca?.(), signal };
      const answer = await httpRequest({ method, url, headers, ...bounds });
      isRefused ||= answer.status === 401;
      const isOk = answer.status >= 200 && answer.status < 300;
      const parsed = isOk ? question.parse(answer) : null;
      if (parsed?.ok === true) limits.push(...parsed.value);
      else
        failures.push({ service, reason: parsed?.reason ?? `it answers ${String(answer.status)}` });
    } catch (thrown) {
      failures.push({ service, reason: thrown instanceof Error ? thrown.message : String(thrown) });
    }
  }
  return { limits, failures, isRefused };
}
