/** Numbers that look random but are a pure function of a seed and a key, so that a restart goes on where it was. */

/** Part of a key: a word or a whole number. */
export type Key = string | number;

function mix(hash: number): number {
  let h = hash | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function absorb(hash: number, key: Key): number {
  if (typeof key === 'number') {
    const low = key | 0;
    const high = Math.floor(key / 4_294_967_296) | 0;
    return mix(Math.imul(mix(hash ^ low) + 0x9e3779b9, 31) ^ high);
  }
  let h = hash;
  for (let at = 0; at < key.length; at += 1) h = Math.imul(h ^ key.charCodeAt(at), 16_777_619);
  return mix(h);
}

/** A 32-bit number of the keys (Murmur3's finaliser over each). */
export function hashOf(...keys: readonly Key[]): number {
  let hash = 0x811c9dc5;
  for (const key of keys) hash = absorb(hash, key);
  return hash;
}

/** Uniform in [0, 1). */
export function uniform(...keys: readonly Key[]): number {
  return hashOf(...keys) / 4_294_967_296;
}

/** Uniform in [from, to). */
export function between(from: number, to: number, ...keys: readonly Key[]): number {
  return from + (to - from) * uniform(...keys);
}

/** Standard normal (Box and Muller, one of the pair). */
export function normal(...keys: readonly Key[]): number {
  const hash = hashOf(...keys);
  const radius = Math.sqrt(-2 * Math.log((hash + 1) / 4_294_967_297));
  return radius * Math.cos((2 * Math.PI * mix(hash ^ 0x5bd1e995)) / 4_294_967_296);
}

/** One of a list. */
export function pick<T>(list: readonly [T, ...T[]], ...keys: readonly Key[]): T {
  return list[Math.floor(uniform(...keys) * list.length)] ?? list[0];
}
