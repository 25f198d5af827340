/** Which files' metrics can stand beside ours and each other's: names, types, series, and their number. */

import { allMetrics } from '#telemetry/metrics/index.ts';
import { namesOf, seriesKeyOf } from '#telemetry/metrics/foreign.ts';
import type { ForeignFamily } from '#telemetry/metrics/foreign.ts';

/** One file's families, as they were read. */
export interface Offer {
  readonly source: string;
  readonly families: readonly ForeignFamily[];
}

export interface Admitted {
  /** Families of all files, those of one name joined. */
  readonly families: readonly ForeignFamily[];
  /** By source, where its metrics are refused: why. */
  readonly refused: ReadonlyMap<string, string>;
  /** By source: series shown, and series left out because there were too many. */
  readonly series: ReadonlyMap<string, { readonly shown: number; readonly leftOut: number }>;
}

/** Every name of the catalogue, with and without `_total` and `_info`. */
const OURS: ReadonlySet<string> = new Set(
  allMetrics.flatMap(({ exposition }) => [exposition, exposition.replace(/_(total|info)$/, '')]),
);

interface Joined {
  readonly source: string;
  readonly first: ForeignFamily;
  help: string | null;
  readonly parts: ForeignFamily[];
}

/**
 * Takes the files in order; a file is taken as a whole or refused as a whole, but for series over the limit,
 * which are left out by whole families from the end.
 */
export function admit(offers: readonly Offer[], maxSeries: number): Admitted {
  const joined = new Map<string, Joined>();
  const names = new Map<string, string>();
  const taken = new Map<string, string>();
  const refused = new Map<string, string>();
  const series = new Map<string, { shown: number; leftOut: number }>();
  let room = maxSeries;
  for (const { source, families } of offers) {
    const reason = findClash(families, joined, names, taken);
    if (reason !== null) {
      refused.set(source, reason);
      continue;
    }
    const counts = { shown: 0, leftOut: 0 };
    series.set(source, counts);
    for (const family of families) {
      if (family.samples.length > room) {
        counts.leftOut += family.samples.length;
        continue;
      }
      room -= family.samples.length;
      counts.shown += family.samples.length;
      join(family, source, joined, names, taken);
    }
  }
  return { families: [...joined.values()].map(toFamily), refused, series };
}

function findClash(
  families: readonly ForeignFamily[],
  joined: ReadonlyMap<string, Joined>,
  names: ReadonlyMap<string, string>,
  taken: ReadonlyMap<string, string>,
): string | null {
  for (const family of families) {
    for (const name of namesOf(family)) {
      if (name.startsWith('flash_')) return `${name}: names that begin with flash_ are ours`;
      if (OURS.has(name)) return `${name} is a name of ours`;
      const owner = names.get(name);
      if (owner !== undefined && owner !== family.name)
        return `${name} is also a name of ${owner}, which another file has`;
    }
    const reason = differsFrom(joined.get(family.name), family);
    if (reason !== null) return reason;
    const double = family.samples.find((sample) => taken.has(seriesKeyOf(sample)));
    if (double !== undefined)
      return `a series of ${double.name} stands in ${taken.get(seriesKeyOf(double)) ?? ''} too`;
  }
  return null;
}

function differsFrom(
  known: Joined | undefined,
  { name, type, help }: ForeignFamily,
): string | null {
  if (known === undefined) return null;
  if (known.first.type !== type)
    return `${name} is a ${type} here and a ${known.first.type} in ${known.source}`;
  if (help !== null && known.help !== null && help !== known.help)
    return `${name} has another HELP in ${known.source}`;
  return null;
}

function join(
  family: ForeignFamily,
  source: string,
  joined: Map<string, Joined>,
  names: Map<string, string>,
  taken: Map<string, string>,
): void {
  const known = joined.get(family.name);
  if (known === undefined)
    joined.set(family.name, { source, first: family, help: family.help, parts: [family] });
  else {
    known.help ??= family.help;
    known.parts.push(family);
  }
  for (const name of namesOf(family)) names.set(name, family.name);
  for (const sample of family.samples) taken.set(seriesKeyOf(sample), source);
}

/** One file's family stays the object that it is, so that its text need not be written again. */
function toFamily({ first, help, parts }: Joined): ForeignFamily {
  if (parts.length === 1) return first;
  const isLawful = parts.every(({ openType }) => openType === first.type);
  return {
    name: first.name,
    type: first.type,
    openType: isLawful ? first.type : 'unknown',
    help,
    samples: parts.flatMap(({ samples }) => samples),
  };
}
