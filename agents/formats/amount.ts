/** Amounts as quota tables give them: `130 TB`, `50 vCPU`, 12, `---` for none; pure. */

import type { ResourceUnit } from '#telemetry/facts/usage.ts';

/** What a quota can be of. */
export const QUOTA_RESOURCES = [
  'cpu',
  'ram',
  'instances',
  'volumes',
  'volume count',
  'objects',
  'tape',
  'security groups',
  'floating ips',
] as const;
/** A resource that a quota may be of. */
export type QuotaResource = (typeof QUOTA_RESOURCES)[number];

/** UCUM code of each; pieces have a word in braces. */
export const RESOURCE_UNITS: Readonly<Record<QuotaResource, ResourceUnit>> = {
  cpu: '{cpu}',
  ram: 'By',
  instances: '{instance}',
  volumes: 'By',
  'volume count': '{volume}',
  objects: 'By',
  tape: 'By',
  'security groups': '{group}',
  'floating ips': '{address}',
};

/** A number in bytes or in pieces; or that there is none; or that there is no limit. */
export type Amount =
  | { readonly kind: 'bytes'; readonly value: number }
  | { readonly kind: 'pieces'; readonly value: number }
  | { readonly kind: 'none' }
  | { readonly kind: 'unlimited' };

const BYTES: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  PB: 1e15,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
  PiB: 2 ** 50,
};

/** Words for pieces; they say what a person means and change nothing. */
const PIECES = /^(?:v?cpus?|cores?|instances?|volumes?|groups?|addresses|address|ips?)$/i;

/** Returns the amount, or null where the text is none. Units of bytes are decimal unless they say otherwise (`GiB`). */
export function parseAmount(value: number | string): Amount | null {
  if (typeof value === 'number') return Number.isFinite(value) ? { kind: 'pieces', value } : null;
  const text = value.trim();
  if (/^(?:-{1,3}|\u2013|\u2014|none)$/i.test(text)) return { kind: 'none' };
  if (/^unlimited$/i.test(text)) return { kind: 'unlimited' };
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)(?:\s*([A-Za-z]+))?$/.exec(text) ?? [];
  if (number === undefined) return null;
  const factor = Object.hasOwn(BYTES, unit) ? BYTES[unit] : undefined;
  if (factor !== undefined) return { kind: 'bytes', value: Number(number) * factor };
  return unit === '' || PIECES.test(unit) ? { kind: 'pieces', value: Number(number) } : null;
}

/** Returns the amount in the resource's unit (null: none or unlimited), or undefined where it is in the wrong one. */
export function amountOf(resource: QuotaResource, amount: Amount): number | null | undefined {
  if (amount.kind === 'none' || amount.kind === 'unlimited') return null;
  const wanted = RESOURCE_UNITS[resource] === 'By' ? 'bytes' : 'pieces';
  // Nothing of bytes is nothing, whatever the unit.
  return amount.kind === wanted || amount.value === 0 ? amount.value : undefined;
}
