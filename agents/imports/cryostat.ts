/** Imports the logs of one device through the collector's own reader: readings with their raw text, refused lines with their place. */

import type { Device } from '#agents/collectors/cryostat/device.ts';
import type { RefusedLine } from '#agents/collectors/cryostat/log-file.ts';
import { CUT } from '#agents/collectors/cryostat/log-file.ts';
import type { LogTrouble } from '#agents/collectors/cryostat/log-reader.ts';
import { createLogReader } from '#agents/collectors/cryostat/log-reader.ts';
import { readingFacts } from '#agents/collectors/cryostat/reading-facts.ts';
import type { Clock } from '#telemetry/effects.ts';
import { FlashError } from '#telemetry/errors.ts';
import type { ImportRowFact } from '#telemetry/facts/import-row.ts';
import type { DeviceLogs } from './find-device-logs.ts';
import type { Refused } from './refused-lines.ts';
import { trimRaw, trimReason } from './refused-lines.ts';
import type { FactSender, RefusedFact } from './send-facts.ts';

/** Bytes read between two deliveries: bounded memory over any history. */
const ROUND_BYTES = 1 << 20;

/** Raw text of a value that the catalogue keeps, in characters. */
const RAW = 64;

/** How far an import is; also its result. */
export interface CryostatProgress {
  readonly device: string;
  files: number;
  /** Files below the paths that are no logs of this device. */
  readonly foreign: string[];
  lines: number;
  readings: number;
  readonly channels: Map<string, number>;
  readonly refused: Refused[];
  /** Readings that were not in the catalogue before; null until the end, or where the recorder does not say. */
  added: number | null;
}

/** Reads all logs and sends their facts. @throws what the sender throws; the system's error of a log. */
export async function importCryostat(options: {
  device: Device;
  logs: DeviceLogs;
  sender: FactSender;
  clock: Clock;
  signal: AbortSignal;
  onProgress: (progress: CryostatProgress) => void;
}): Promise<CryostatProgress> {
  const { device, logs, sender, clock, signal, onProgress } = options;
  const { openParser, isJudged, calibrate, describe } = device;
  const reader = createLogReader({ openParser, isJudged, calibrate });
  const progress: CryostatProgress = {
    device: device.name,
    files: 0,
    foreign: [],
    lines: 0,
    readings: 0,
    channels: new Map(),
    refused: [],
    added: null,
  };
  for (const log of logs.logs) {
    if (reader.follow(log, null)) progress.files += 1;
    else progress.foreign.push(log.key);
  }
  const declared = new Set<string>();
  for (let isAtEnd = false; !isAtEnd;) {
    signal.throwIfAborted();
    const times = { monotonic: clock.monotonic(), now: clock.now() };
    const round = await reader.read({ maxBytes: ROUND_BYTES, ...times, isLast: true });
    isAtEnd = round.isAtEnd;
    const unread = round.troubles.find(({ reason }) => reason !== 'cut');
    if (unread !== undefined) throw unreadable(unread);
    const readings = round.readings.map((reading) => ({
      ...reading,
      raw: reading.raw.slice(0, RAW),
    }));
    for (const { channel } of readings) {
      const name = `${device.name}/${channel}`;
      progress.channels.set(name, (progress.channels.get(name) ?? 0) + 1);
    }
    progress.lines += round.lines;
    progress.readings += readings.length;
    const refused = isAtEnd
      ? [...round.refused, ...cutLines(reader.files.values())]
      : round.refused;
    for (const line of refused) progress.refused.push(toRefused(line));
    await sender.add(
      readingFacts({ device: device.name, readings, describe, declared, origin: 'import' }),
    );
    await sender.add(refused.map((line) => refusedRow(device.name, line)));
    onProgress(progress);
  }
  const said = await sender.finish();
  progress.added = said.added;
  for (const fact of said.refused) progress.refused.push(toRefusedFact(device.name, fact));
  return progress;
}

/** What the recorder refused is told by channel and time: many lines become one fact. */
function toRefusedFact(device: string, { fact, reason }: RefusedFact): Refused {
  if (fact.kind === 'channel') return { file: fact.name, line: null, reason, raw: '' };
  if (fact.kind === 'import-row') {
    return { file: fact.file, line: fact.line, reason, raw: fact.raw };
  }
  if (fact.kind !== 'readings') return { file: device, line: null, reason, raw: '' };
  const from = new Date(fact.values[0]?.[0] ?? 0).toISOString();
  const file = `${fact.channel}, ${fact.values.length} readings from ${from}`;
  return { file, line: null, reason, raw: '' };
}

function unreadable({ log, message }: LogTrouble): FlashError {
  return new FlashError({
    operation: 'import logs of slow control',
    subject: String(log.path),
    reason: message,
    hint: 'what was delivered before is kept; run the same command again once the file can be read',
  });
}

type LogFiles = ReturnType<typeof createLogReader>['files'];

/** Last lines without their end: they may have been cut in the middle of a number. */
function cutLines(files: ReturnType<LogFiles['values']>): RefusedLine[] {
  const lines: RefusedLine[] = [];
  for (const { found, partial } of files) {
    if (partial === null || partial.text.trim() === '') continue;
    lines.push({ log: found, line: partial.number, raw: partial.text, reason: CUT });
  }
  return lines;
}

function toRefused({ log, line, reason, raw }: RefusedLine): Refused {
  return { file: String(log.path), line, reason, raw };
}

function refusedRow(device: string, { log, line, raw, reason }: RefusedLine): ImportRowFact {
  return {
    kind: 'import-row',
    source: `cryostat:${device}/${log.key}`,
    file: String(log.path),
    line,
    raw: trimRaw(raw),
    refused: trimReason(reason),
    target: null,
    cells: null,
  };
}
