/** A file that lists what is at a place: read when it changes, a piece a round; it says what was there, and nothing of what was not. */

import { stat } from 'node:fs/promises';

import type { Fact } from '#telemetry/facts/index.ts';
import * as metrics from '#telemetry/metrics/storage-copies.ts';

import type { CollectorContext, CollectorProblem, CollectorRound } from '../../collector.ts';
import { readListedLine } from '../../formats/listing.ts';
import type { ListedFile, ListedLine } from '../../formats/listing.ts';
import { matchNames } from '../../sources/glob-names.ts';
import { readPiece } from '../../sources/read-piece.ts';
import type { ListingSettings } from '../storage.schema.ts';
import { copyFact, createRunName } from './copy-facts.ts';
import { EMPTY_ROUND, observation, problem } from './parts.ts';
import type { StoragePart } from './parts.ts';

/** More than this is no list that a person looks at. */
const MOST_BYTES = 512_000_000;

interface Tally {
  files: number;
  bytes: number;
  digests: number;
  /** Files whose path belongs to no campaign. */
  foreign: number;
  odd: number;
}

/** Makes the part; the cursor holds which list it was and how far it was read. */
export function createListing(settings: ListingSettings, context: CollectorContext): StoragePart {
  const { location, file } = settings;
  const key = `listing:${location}`;
  const remembered = (context.cursor.get(key) ?? '').split(' ');
  let [version = '', place = '0:0'] = remembered;
  let tally = parseTally(remembered[2] ?? '');
  const read = createReader(settings, context);
  return {
    async turn(): Promise<CollectorRound> {
      const { size, mtimeMs } = await stat(file);
      const current = `${String(size)}:${String(Math.trunc(mtimeMs))}`;
      if (size > MOST_BYTES) {
        const message = `${file} has ${String(size)} bytes: that is no list`;
        return { ...EMPTY_ROUND, problems: [problem('too large', file, message)] };
      }
      if (current !== version) [version, place, tally] = [current, '0:0', parseTally('')];
      if (place === 'end') return { ...EMPTY_ROUND, observations: observe(location, tally) };
      const [offset = 0, line = 0] = place.split(':').map(Number);
      const part = await read(offset, line, tally);
      place = part.isLast ? 'end' : part.next;
      return {
        facts: part.facts,
        observations: observe(location, tally),
        problems: part.isLast ? [...part.problems, ...foreign(file, tally)] : part.problems,
        cursor: { [key]: `${version} ${place} ${Object.values(tally).join(',')}` },
        more: !part.isLast,
      };
    },
  };
}

function foreign(file: string, { foreign: count }: Tally): CollectorProblem[] {
  if (count === 0) return [];
  return [problem('no campaign', file, `${String(count)} listed files belong to no campaign`)];
}

function parseTally(text: string): Tally {
  const [files = 0, bytes = 0, digests = 0, foreign = 0, odd = 0] = text
    .split(',')
    .map((one) => Number(one) || 0);
  return { files, bytes, digests, foreign, odd };
}

interface Part {
  readonly facts: readonly Fact[];
  readonly problems: readonly CollectorProblem[];
  /** Offset and line from which to go on. */
  readonly next: string;
  readonly isLast: boolean;
}

function createReader(
  settings: ListingSettings,
  { effects }: CollectorContext,
): (offset: number, line: number, tally: Tally) => Promise<Part> {
  const { file, strip, location } = settings;
  const runName = createRunName(settings);
  const isIgnored = matchNames(settings.ignore);
  const base = (settings.uri ?? `list:${file}`).replace(/\/+$/, '');
  const place = {
    listedBy: 'listing',
    lookedBy: 'listing',
    uri: (path: string) => `${base}/${path}`,
  } as const;

  const factOf = ({ path: full, bytes, adler32 }: ListedFile): Fact | null => {
    const inside = full.startsWith(strip) ? full.slice(strip.length) : full;
    const path = inside.replace(/^\/+/, '').replaceAll(/\/{2,}/g, '/');
    const slash = path.lastIndexOf('/');
    const [directory, name] = [path.slice(0, Math.max(0, slash)), path.slice(slash + 1)];
    const run = name === '' || isIgnored(name) ? null : runName(directory);
    if (run === null) return null;
    const locality = WORDS[settings.locality];
    const entry = { name, isDirectory: false, bytes, modifiedAt: null, adler32, locality };
    const at = effects.clock.now();
    return copyFact(run, { location, place, path, at }, { entry, look: null, archive: null });
  };

  return async (offset, before, tally) => {
    const { lines, next, isLast, isInside } = await readPiece(file, offset);
    const facts: Fact[] = [];
    const problems: CollectorProblem[] = [];
    for (const [index, text] of lines.entries()) {
      const said = isInside && index === 0 ? REST : readListedLine(text);
      if (said.kind === 'odd') {
        tally.odd += 1;
        problems.push(problem('parse', `${file}:${String(before + index + 1)}`, said.reason));
      }
      if (said.kind !== 'file') continue;
      tally.files += 1;
      tally.bytes += said.file.bytes ?? 0;
      tally.digests += said.file.adler32 === null ? 0 : 1;
      const fact = factOf(said.file);
      if (fact === null) tally.foreign += 1;
      else facts.push(fact);
    }
    return { facts, problems, next: `${String(next)}:${String(before + lines.length)}`, isLast };
  };
}

const REST: ListedLine = {
  kind: 'odd',
  reason: 'it is the rest of a line that is longer than any path',
};

const WORDS: Readonly<Record<ListingSettings['locality'], string | null>> = {
  disk: 'DISK',
  tape: 'TAPE',
  both: 'DISK_AND_TAPE',
  unknown: null,
};

function observe(location: string, { files, bytes, digests }: Tally) {
  const of = (state: string, value: number) =>
    observation(metrics.copies, { location, state }, value);
  return [
    of('listed', files),
    of('digest', digests),
    of('no_digest', files - digests),
    observation(metrics.copiesBytes, { location }, bytes),
  ];
}
