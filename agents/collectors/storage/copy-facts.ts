/** Facts of copies: which file of which run it is, by the rules of `daq`, and what its storage answered. */

import type { CopyListFact, ReplicaFact } from '#telemetry/facts/file.ts';

import { readLocality } from '../../formats/tape-rest.ts';
import type { ArchiveAnswer, Custody } from '../../formats/tape-rest.ts';
import { createRunOf } from '../daq/run-of.ts';
import type { PlaceSettings } from '../storage.schema.ts';
import type { FileLook, PlaceEntry } from './place.ts';
import type { Place } from './place.ts';

/** A run as the DAQ's agent calls it. */
export interface RunName {
  readonly campaign: string;
  readonly run: string;
}

/** Makes the rule that tells the run of a directory below the root of a place; null: it belongs to none. */
export function createRunName(
  settings: Pick<PlaceSettings, 'mirrors' | 'campaign' | 'campaign_pattern'>,
): (directory: string) => RunName | null {
  const { campaign: fixed, campaign_pattern } = settings;
  const tell = createRunOf({ campaign: fixed, campaign_pattern, kinds: [] });
  const root = settings.mirrors.replace(/\/+$/, '');
  return (directory) => {
    const run = directory === '' ? root : `${root}/${directory}`;
    const found = tell({ text: run, segments: directory.split('/') });
    return found === null ? null : { campaign: found.campaign, run };
  };
}

/** What was learnt of one file. */
export interface CopySeen {
  readonly entry: PlaceEntry;
  readonly look: FileLook | null;
  readonly archive: ArchiveAnswer | null;
}

/** Where it lies, by the tape system, else by the list; null: neither says. */
export function custodyOf({ entry, archive }: Pick<CopySeen, 'entry' | 'archive'>): Custody | null {
  const word = archive?.locality ?? entry.locality;
  return word === null ? null : readLocality(word);
}

/** The fact of one copy. Nothing here verifies: the recorder compares the digest with the known one. */
export function copyFact(
  run: RunName,
  { location, place, path, at }: CopyPlace,
  seen: CopySeen,
): ReplicaFact {
  const { entry, look } = seen;
  const custody = custodyOf(seen);
  const bytes = look?.bytes ?? entry.bytes;
  const adler32 = look?.adler32 ?? entry.adler32;
  const by =
    look !== null ? place.lookedBy : seen.archive !== null ? 'archiveinfo' : place.listedBy;
  return {
    kind: 'replica',
    ...run,
    name: entry.name,
    location,
    uri: fitUri(place.uri(path)),
    state: custody?.state ?? 'present',
    locality: custody?.locality ?? 'unknown',
    at,
    verified: null,
    why: (custody?.why ?? look?.note ?? null)?.slice(0, 255) ?? null,
    evidence: { by, bytes, adler32 },
  };
}

export interface CopyPlace {
  readonly location: string;
  readonly place: Pick<Place, 'uri' | 'listedBy' | 'lookedBy'>;
  readonly path: string;
  readonly at: number;
}

/** An address that is too long for the catalogue is cut, and ends in a digest of the whole. */
function fitUri(uri: string): string {
  if (uri.length <= 1_000) return uri;
  const { createHash } = process.getBuiltinModule('node:crypto');
  return `${uri.slice(0, 930)}#${createHash('sha256').update(uri).digest('hex')}`;
}

export function copyListFact(
  run: RunName,
  location: string,
  names: readonly string[],
  at: number,
): CopyListFact {
  return { kind: 'copy-list', location, ...run, at, names };
}
