/**
 * Parses what OpenStack's services answer about limits; pure. Sources: the OpenStack API references of Identity v3
 * (tokens), Compute (limits), Block Storage v3 (limits), Networking v2.0 (quota details) and Object Store v1 (accounts).
 */

import type { QuotaResource } from './amount.ts';

/** A limit and its use in the resource's own unit; a limit of null is none set (-1 there). */
export interface CloudLimit {
  readonly resource: QuotaResource;
  readonly limit: number | null;
  readonly used: number | null;
}

/** A token of OpenStack and what it opens. */
export interface CloudToken {
  readonly projectId: string;
  /** UTC ms. */
  readonly expiresAt: number;
  /** Addresses by type of service, of the wanted interface and region. */
  readonly endpoints: ReadonlyMap<string, string>;
}

type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

const MIB = 2 ** 20;
const GIB = 2 ** 30;

/** Reads the body of `POST /v3/auth/tokens`. */
export function parseToken(
  text: string,
  wanted: { readonly interface: string; readonly region?: string | undefined },
): Parsed<CloudToken> {
  const token = at(parseJson(text), 'token');
  const projectId = at(at(token, 'project'), 'id');
  const expiresAt = Date.parse(String(at(token, 'expires_at')));
  const catalogue = at(token, 'catalog');
  if (typeof projectId !== 'string' || !Number.isFinite(expiresAt) || !Array.isArray(catalogue))
    return { ok: false, reason: 'the answer holds no token of a project with a catalogue' };
  const endpoints = new Map<string, string>();
  for (const service of catalogue as readonly unknown[]) {
    const type = at(service, 'type');
    const found = listOf(at(service, 'endpoints')).find(
      (one) =>
        at(one, 'interface') === wanted.interface &&
        (wanted.region === undefined ||
          at(one, 'region_id') === wanted.region ||
          at(one, 'region') === wanted.region),
    );
    const url = at(found, 'url');
    if (typeof type === 'string' && typeof url === 'string') endpoints.set(type, url);
  }
  return { ok: true, value: { projectId, expiresAt, endpoints } };
}

/** Which numbers of `limits.absolute` are a resource: limit, use, and what one of theirs is in our unit. */
type Named = readonly [resource: QuotaResource, limit: string, used: string, factor: number];

const COMPUTE: readonly Named[] = [
  ['cpu', 'maxTotalCores', 'totalCoresUsed', 1],
  ['ram', 'maxTotalRAMSize', 'totalRAMUsed', MIB],
  ['instances', 'maxTotalInstances', 'totalInstancesUsed', 1],
];
const BLOCK: readonly Named[] = [
  ['volumes', 'maxTotalVolumeGigabytes', 'totalGigabytesUsed', GIB],
  ['volume count', 'maxTotalVolumes', 'totalVolumesUsed', 1],
];

/** Reads the body of Nova's `GET /limits`: cores, RAM (MiB there), instances. */
export function parseComputeLimits(text: string): Parsed<readonly CloudLimit[]> {
  return parseAbsolute(text, COMPUTE);
}

/** Reads the body of Cinder's `GET /limits`: volumes, in GiB there whatever its names say. */
export function parseBlockLimits(text: string): Parsed<readonly CloudLimit[]> {
  return parseAbsolute(text, BLOCK);
}

function parseAbsolute(text: string, named: readonly Named[]): Parsed<readonly CloudLimit[]> {
  const absolute = at(at(parseJson(text), 'limits'), 'absolute');
  const limits = named.flatMap(([resource, limit, used, factor]) =>
    limitOf(resource, at(absolute, limit), at(absolute, used), factor),
  );
  return limits.length === 0
    ? { ok: false, reason: 'the answer holds no limits.absolute' }
    : { ok: true, value: limits };
}

/** Reads the body of Neutron's `GET /v2.0/quotas/{project_id}/details.json`. */
export function parseNetworkQuotas(text: string): Parsed<readonly CloudLimit[]> {
  const quota = at(parseJson(text), 'quota');
  const one = (resource: QuotaResource, name: string): CloudLimit[] => {
    const details = at(quota, name);
    return limitOf(resource, at(details, 'limit'), at(details, 'used'), 1);
  };
  const limits = [
    ...one('security groups', 'security_group'),
    ...one('floating ips', 'floatingip'),
  ];
  return limits.length === 0
    ? { ok: false, reason: 'the answer holds no quota details' }
    : { ok: true, value: limits };
}

/** Reads the headers of Swift's `HEAD` of an account; a quota that is not set is not there. */
export function parseAccount(headers: ReadonlyMap<string, string>): Parsed<readonly CloudLimit[]> {
  const used = wholeNumber(headers.get('x-account-bytes-used'));
  if (used === null) return { ok: false, reason: 'the answer has no X-Account-Bytes-Used' };
  const quota = headers.get('x-account-quota-bytes') ?? headers.get('x-account-meta-quota-bytes');
  return { ok: true, value: [{ resource: 'objects', limit: wholeNumber(quota), used }] };
}

function limitOf(
  resource: QuotaResource,
  limit: unknown,
  used: unknown,
  factor: number,
): CloudLimit[] {
  if (typeof limit !== 'number' || !Number.isFinite(limit)) return [];
  const isUsed = typeof used === 'number' && Number.isFinite(used) && used >= 0;
  // Any negative limit means that there is none.
  return [
    { resource, limit: limit < 0 ? null : limit * factor, used: isUsed ? used * factor : null },
  ];
}

function wholeNumber(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,16}$/.test(text.trim()) ? Number(text) : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** The own property of an object, or undefined where there is none. */
function at(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[key];
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
