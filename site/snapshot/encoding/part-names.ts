/** Names of a part's rows, packed: files that are numbered one after the other take a few bytes a thousand. */

import type { PackedNames } from '../schema/part-names.ts';
import { packNames } from './pack.ts';
import { unpack } from './packed.ts';

/** Returns names as they are written. */
export function packChunk(names: readonly string[]): PackedNames {
  const packed = packNames(names);
  if (!('t' in packed)) return { v: names };
  return { t: packed.t, z: packed.z, r: packed.n.map(pairsOf) };
}

/** Reads them back; other than `rows` of them is an error. */
export function unpackChunk(packed: PackedNames, rows: number): readonly string[] {
  const names =
    'v' in packed
      ? packed.v
      : (unpack({ t: packed.t, z: packed.z, n: packed.r.map(stepsOf) }, rows) as readonly string[]);
  if (names.length !== rows)
    throw new RangeError(`${names.length} names are there, ${rows} are expected`);
  return names;
}

function pairsOf(steps: readonly number[]): readonly number[] {
  const pairs: number[] = [];
  for (const step of steps) {
    if (pairs.length > 0 && pairs[pairs.length - 2] === step)
      pairs[pairs.length - 1] = (pairs[pairs.length - 1] ?? 0) + 1;
    else pairs.push(step, 1);
  }
  return pairs;
}

function stepsOf(pairs: readonly number[]): readonly number[] {
  const steps: number[] = [];
  for (let i = 0; i < pairs.length; i += 2)
    for (let times = pairs[i + 1] ?? 0; times > 0; times -= 1) steps.push(pairs[i] ?? 0);
  return steps;
}
