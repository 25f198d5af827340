/** Reads fields of Kubernetes objects, which come as JSON and may lack anything. */

/** Follows own keys; undefined where they lead nowhere. */
export function at(value: unknown, ...keys: readonly string[]): unknown {
  let here = value;
  for (const key of keys) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined;
    here = Object.getOwnPropertyDescriptor(here, key)?.value;
  }
  return here;
}

/** A text; null where it is absent or something else. */
export function textAt(value: unknown, ...keys: readonly string[]): string | null {
  const found = at(value, ...keys);
  return typeof found === 'string' && found !== '' ? found : null;
}

/** A finite number; null where it is absent or something else. */
export function numberAt(value: unknown, ...keys: readonly string[]): number | null {
  const found = at(value, ...keys);
  return typeof found === 'number' && Number.isFinite(found) ? found : null;
}

/** The items of a list; none where there is none. */
export function listAt(value: unknown, ...keys: readonly string[]): readonly unknown[] {
  const found = at(value, ...keys);
  return Array.isArray(found) ? found : [];
}

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/;

/** Nothing of ours happens after 2099. */
const LATEST = Date.UTC(2100, 0, 1);

/** A time of RFC 3339 as UTC ms; null where it is absent or none. */
export function timeAt(value: unknown, ...keys: readonly string[]): number | null {
  const found = at(value, ...keys);
  if (typeof found !== 'string' || !RFC3339.test(found)) return null;
  const t = Date.parse(found);
  return Number.isFinite(t) && t >= 0 && t <= LATEST ? t : null;
}

/** Texts by key, such as labels. */
export function textsAt(
  value: unknown,
  ...keys: readonly string[]
): Readonly<Record<string, string>> {
  const found = at(value, ...keys);
  if (typeof found !== 'object' || found === null || Array.isArray(found)) return {};
  const texts: [string, string][] = [];
  for (const [key, text] of Object.entries(found))
    if (typeof text === 'string') texts.push([key, text]);
  return Object.fromEntries(texts);
}

const QUANTITY =
  /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei)?$/;
const SCALE: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** A resource quantity such as `500m` or `2Gi` as a number (the grammar of `resource.Quantity`); null for anything else. */
export function parseQuantity(raw: unknown): number | null {
  if (typeof raw !== 'string' && typeof raw !== 'number') return null;
  const [, digits = '', suffix = ''] = QUANTITY.exec(String(raw)) ?? [];
  if (digits === '') return null;
  const value = Number(digits) * (SCALE[suffix] ?? 1);
  return Number.isFinite(value) ? value : null;
}
