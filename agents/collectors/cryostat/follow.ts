/** Follows one device: finds its logs, reads what is new in them, remembers how far it came. */

import { crc32 } from 'node:zlib';
import type { CollectorProblem, Cursor } from '#agents/collector.ts';
import type { ChannelLimit } from '#telemetry/config/channel-limits.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';
import { createChannelStates } from './channel-states.ts';
import type { Device } from './device.ts';
import { CUT } from './log-file.ts';
import type { LogFolder } from './find-logs.ts';
import { findLogs, newestNames } from './find-logs.ts';
import type { LogReader, LogRound } from './log-reader.ts';
import { createLogReader } from './log-reader.ts';
import { readingFacts } from './reading-facts.ts';
import {
  deviceKey,
  fileKey,
  folderKey,
  recallDevice,
  recallPosition,
  remember,
} from './remembered.ts';

/** Folders that are still written to: today's, and yesterday's around midnight. */
const LIVE_FOLDERS = 2;

/** All folders are looked through this often, for files that come late. */
const FULL_MS = 600_000;

/** Bytes of logs in a round: some ten thousand readings. */
const ROUND_BYTES = 512 * 1024;

export interface DeviceRound {
  readonly facts: readonly Fact[];
  readonly problems: readonly CollectorProblem[];
  readonly cursor: Readonly<Record<string, string>>;
  readonly lines: number;
  readonly refused: number;
  readonly more: boolean;
}

export interface DeviceFollower {
  readonly device: Device;
  /** One round. @throws the system's error where the device's folder cannot be read. */
  round(times: { monotonic: number; now: number }): Promise<DeviceRound>;
  observe(now: number): readonly Observation[];
}

/** What is known of the folders that were read to their end. */
interface Folders {
  readonly cursor: Cursor;
  readonly versions: Map<string, string>;
  readonly digests: Map<string, string>;
}

/** Names and sizes of a folder's logs in eight digits. */
function digestOf(folder: LogFolder): string {
  const sizes = folder.logs.map(({ key, version }) => `${key}:${version.split(':', 1)[0]}`);
  return crc32(sizes.join('\n')).toString(16).padStart(8, '0');
}

/** Makes a follower that goes on from the cursor; `limits`: of any channels, those of the device are used. */
export function followDevice(
  device: Device,
  cursor: Cursor,
  limits: readonly ChannelLimit[],
): DeviceFollower {
  const remembered = recallDevice(cursor.get(deviceKey(device.name)));
  const { openParser, isJudged, calibrate, describe } = device;
  const reader = createLogReader({
    openParser,
    isJudged,
    calibrate,
    ...(remembered === null ? {} : { resume: remembered.join }),
  });
  const kept = remembered?.channels ?? [];
  const states = createChannelStates({ device: device.name, describe, kept, limits });
  const declared = new Set<string>();
  const folders: Folders = { cursor, versions: new Map(), digests: new Map() };
  let fullAt = Number.NEGATIVE_INFINITY;

  return {
    device,
    observe: (now) => states.observe(now),
    async round({ monotonic, now }) {
      const isFull = monotonic - fullAt >= FULL_MS;
      const found = await findLogs(device.path, isFull ? Number.POSITIVE_INFINITY : LIVE_FOLDERS);
      if (isFull) fullAt = monotonic;
      for (const folder of found) followFolder(device, reader, folders, folder);
      const read = await reader.read({
        maxBytes: ROUND_BYTES,
        monotonic,
        now,
        isLast: false,
      });
      states.add(read.readings);
      const entries: Record<string, string> = {};
      for (const [key, position] of read.positions) {
        entries[fileKey(device.name, key)] = remember(position);
      }
      if (read.lines > 0 || read.readings.length > 0) {
        const memory = { join: reader.state(), channels: states.keep() };
        entries[deviceKey(device.name)] = remember(memory);
      }
      const closed = closeFolders(device, reader, folders, found);
      const problems = [...problemsOf(read), ...closed.problems];
      const { name } = device;
      const { readings } = read;
      return {
        facts: readingFacts({ device: name, readings, describe, declared, origin: 'live' }),
        problems,
        cursor: { ...entries, ...closed.entries },
        lines: read.lines,
        refused: read.refused.length,
        more: !read.isAtEnd,
      };
    },
  };
}

function problemsOf({ refused, troubles }: LogRound): CollectorProblem[] {
  return [
    ...refused.map(({ log, line, reason }) => parseProblem(log.path, line, reason)),
    ...troubles.map(({ log, reason, message }) => ({ reason, subject: String(log.path), message })),
  ];
}

function parseProblem(path: string | Buffer, line: number, message: string): CollectorProblem {
  return { reason: 'parse', subject: `${String(path)}:${line}`, message };
}

/** Follows the logs of a folder that is not known to be read to its end, and tells which of them grew. */
function followFolder(
  device: Device,
  reader: LogReader,
  { cursor, versions, digests }: Folders,
  folder: LogFolder,
): void {
  const digest = digests.get(folder.name) ?? cursor.get(folderKey(device.name, folder.name));
  if (digest !== undefined && digest === digestOf(folder)) return;
  for (const log of folder.logs) {
    if (versions.get(log.key) === log.version && reader.files.has(log.key)) continue;
    const isNew = !reader.files.has(log.key);
    const isReopened = digest !== undefined;
    const text = isReopened ? undefined : cursor.get(fileKey(device.name, log.key));
    if (isNew && !reader.follow(log, recallPosition(text))) continue;
    versions.set(log.key, log.version);
    reader.touch(log.key);
  }
}

/** Forgets the files of old folders that are read to their end: a digest of the folder stands for them. */
function closeFolders(
  device: Device,
  reader: LogReader,
  { versions, digests }: Folders,
  found: readonly LogFolder[],
): { readonly entries: Record<string, string>; readonly problems: CollectorProblem[] } {
  const entries: Record<string, string> = {};
  const problems: CollectorProblem[] = [];
  const below = found.filter(({ name }) => name !== '');
  const live = newestNames(
    below.map(({ name }) => name),
    LIVE_FOLDERS,
  );
  for (const folder of below) {
    if (live.has(folder.name)) continue;
    const files = folder.logs
      .map(({ key }) => reader.files.get(key))
      .filter((file) => file != null);
    if (files.length === 0 || !files.every((f) => f.isAtEnd && f.held.length === 0)) continue;
    const digest = digestOf(folder);
    digests.set(folder.name, digest);
    entries[folderKey(device.name, folder.name)] = digest;
    for (const { found: log, partial } of files) {
      entries[fileKey(device.name, log.key)] = '';
      reader.forget(log.key);
      versions.delete(log.key);
      if (partial === null) continue;
      problems.push(parseProblem(log.path, partial.number, CUT));
    }
  }
  return { entries, problems };
}
