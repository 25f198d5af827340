/** Reads answers of the WLCG Tape REST API, version 1 (reference document of the WLCG storage group); pure. */

import type { Locality, ReplicaState } from '#telemetry/facts/file.ts';

/** What the tape system says of one path. */
export interface ArchiveAnswer {
  readonly path: string;
  /** Its own word: `DISK`, `TAPE`, `DISK_AND_TAPE`, `LOST`, `NONE`, `UNAVAILABLE`; null with an error. */
  readonly locality: string | null;
  readonly error: string | null;
}

type Parsed<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

/** Reads the body of `POST …/archiveinfo`; it may hold fewer paths than were asked for. Elements that are none are counted. */
export function parseArchiveInfo(
  text: string,
): Parsed<{ readonly answers: readonly ArchiveAnswer[]; readonly odd: number }> {
  const list = parseJson(text);
  if (!Array.isArray(list))
    return { ok: false, reason: 'the answer of archiveinfo is no JSON array' };
  const answers: ArchiveAnswer[] = [];
  for (const one of list as readonly unknown[]) {
    const path = textAt(one, 'path');
    const [locality, error] = [textAt(one, 'locality'), textAt(one, 'error')];
    if (path !== null && (locality !== null || error !== null))
      answers.push({ path, locality, error });
  }
  return { ok: true, value: { answers, odd: list.length - answers.length } };
}

/** Reads `/.well-known/wlcg-tape-rest-api`: the address of version 1, without a slash at its end. */
export function parseWellKnown(text: string): Parsed<string> {
  const root = parseJson(text);
  const endpoints =
    typeof root === 'object' && root !== null && 'endpoints' in root ? root.endpoints : null;
  if (!Array.isArray(endpoints))
    return { ok: false, reason: 'the well-known answer has no endpoints' };
  for (const one of endpoints as readonly unknown[]) {
    const uri = textAt(one, 'uri')?.trim().replace(/\/+$/, '') ?? null;
    if (uri !== null && textAt(one, 'version') === 'v1' && /^https?:\/\//.test(uri))
      return { ok: true, value: uri };
  }
  return { ok: false, reason: 'the well-known answer names no endpoint of version v1' };
}

/** Where a file of a tape system is. */
export interface Custody {
  readonly state: ReplicaState;
  readonly locality: Locality;
  /** Null: nothing to say of it. */
  readonly why: string | null;
}

/**
 * What a locality means for a copy, in the words of the Tape REST API and in dCache's (ONLINE is DISK, NEARLINE is TAPE).
 * NONE says nothing of where a file is (it has no bytes); null for a word that is none of them.
 */
export function readLocality(word: string): Custody | null {
  return Object.hasOwn(CUSTODY, word) ? (CUSTODY[word] ?? null) : null;
}

const DISK: Custody = { state: 'present', locality: 'disk', why: null };
const TAPE: Custody = { state: 'present', locality: 'tape', why: null };
const BOTH: Custody = { state: 'present', locality: 'both', why: null };

const CUSTODY: Readonly<Record<string, Custody>> = {
  DISK,
  ONLINE: DISK,
  TAPE,
  NEARLINE: TAPE,
  DISK_AND_TAPE: BOTH,
  ONLINE_AND_NEARLINE: BOTH,
  LOST: { state: 'lost', locality: 'unknown', why: 'the tape system says LOST' },
  NONE: { state: 'present', locality: 'unknown', why: null },
  UNAVAILABLE: {
    state: 'unavailable',
    locality: 'unknown',
    why: 'the tape system says UNAVAILABLE',
  },
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function textAt(value: unknown, key: string): string | null {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return null;
  const found = (value as Readonly<Record<string, unknown>>)[key];
  return typeof found === 'string' && found !== '' ? found : null;
}
