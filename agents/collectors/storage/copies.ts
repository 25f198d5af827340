/** Copies at other places: each is walked for itself, in the background, and what it answers becomes facts with evidence. */

import type { Observation } from '#telemetry/metrics/definition.ts';
import * as metrics from '#telemetry/metrics/storage-copies.ts';

import type { CollectorContext, CollectorRound } from '../../collector.ts';
import type { PlaceSettings, S3Settings, WebDavSettings } from '../storage.schema.ts';
import { inBackground } from './background.ts';
import type { BackgroundPart } from './background.ts';
import { NO_COUNTS, parseMark } from './directory-mark.ts';
import type { CopyCounts, DirectoryMark } from './directory-mark.ts';
import { createListing } from './listing.ts';
import { createPace } from './pace.ts';
import { joinRounds, observation } from './parts.ts';
import type { StoragePart } from './parts.ts';
import type { PlaceClient } from './place-client.ts';
import { createS3Place } from './s3-place.ts';
import { createWalk } from './walk.ts';
import type { Walk } from './walk-state.ts';
import { createWebDavPlace } from './webdav-place.ts';

/** What a place may take of a round, ms; a request that takes longer is collected by a later round. */
const TURN_MS = 6_000;
const LIMIT_MS = 10_000;

/** Makes the part. */
export function createCopies(
  settings: readonly PlaceSettings[],
  context: CollectorContext,
): BackgroundPart {
  const parts = settings.map((one) =>
    inBackground(
      (signal) =>
        one.kind === 'listing' ? createListing(one, context) : createRemote(one, context, signal),
      LIMIT_MS,
      context.signal,
    ),
  );
  return {
    turn: async () => joinRounds(await Promise.all(parts.map((part) => part.turn()))),
    stop() {
      for (const part of parts) part.stop();
    },
  };
}

function createRemote(
  settings: WebDavSettings | S3Settings,
  { effects, cursor }: CollectorContext,
  signal: AbortSignal,
): StoragePart {
  const { clock } = effects;
  const { location, requests_per_minute } = settings;
  const prefix = `copies:${location}:`;
  const { place, client } =
    settings.kind === 's3'
      ? createS3Place(settings, signal, () => clock.now())
      : createWebDavPlace(settings, signal);
  const marks = readMarks(cursor, prefix);
  const pace = createPace(requests_per_minute, () => clock.monotonic());
  const walk = createWalk({ settings, place, pace, now: () => clock.now(), marks });
  return {
    async turn(): Promise<CollectorRound> {
      const started = clock.monotonic();
      const gathered = await walk.go(() => signal.aborted || clock.monotonic() - started > TURN_MS);
      return {
        facts: gathered.facts,
        problems: gathered.problems,
        cursor: Object.fromEntries(
          [...gathered.cursor].map(([directory, text]) => [prefix + directory, text]),
        ),
        observations: [
          ...observeCounts(location, marks),
          ...observeWalk(location, walk, client, clock.now()),
        ],
      };
    },
  };
}

function readMarks(
  cursor: ReadonlyMap<string, string>,
  prefix: string,
): Map<string, DirectoryMark> {
  const marks = new Map<string, DirectoryMark>();
  for (const [key, text] of cursor) {
    if (!key.startsWith(prefix)) continue;
    const mark = parseMark(text);
    if (mark !== null) marks.set(key.slice(prefix.length), mark);
  }
  return marks;
}

function observeCounts(location: string, marks: ReadonlyMap<string, DirectoryMark>): Observation[] {
  const total: { -readonly [Key in keyof CopyCounts]: number } = { ...NO_COUNTS };
  for (const { counts } of marks.values())
    for (const key of Object.keys(total) as (keyof CopyCounts)[]) total[key] += counts[key];
  const of = (state: string, value: number): Observation =>
    observation(metrics.copies, { location, state }, value);
  return [
    of('listed', total.listed),
    of('digest', total.digest),
    of('no_digest', total.noDigest),
    of('on_tape', total.onTape),
    of('unavailable', total.unavailable),
    of('lost', total.lost),
    observation(metrics.copiesBytes, { location }, total.bytes),
  ];
}

function observeWalk(
  location: string,
  walk: Walk,
  client: PlaceClient,
  now: number,
): Observation[] {
  const { passEndedAt, oldestUnasked, retries, isUp } = walk.state();
  const labels = { location };
  const age = (time: number): number => Math.max(0, now - time) / 1_000;
  const seen: Observation[] = [...client.outcomes].map(([outcome, value]) =>
    observation(metrics.copiesRequests, { location, outcome: outcome.replaceAll(' ', '_') }, value),
  );
  seen.push(observation(metrics.copiesRetries, labels, retries));
  if (isUp !== null) seen.push(observation(metrics.copiesUp, labels, isUp ? 1 : 0));
  if (passEndedAt !== null) seen.push(observation(metrics.copiesPassAge, labels, age(passEndedAt)));
  if (oldestUnasked !== null)
    seen.push(observation(metrics.copiesUnasked, labels, age(oldestUnasked)));
  return seen;
}
