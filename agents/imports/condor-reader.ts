/** Reads one file of HTCondor's jobs, of any kind, to facts; what cannot be read is told with its place. */

import { readFile } from 'node:fs/promises';
import { factOfAd, factOfLog } from '#agents/collectors/htcondor/job-facts.ts';
import { readJobAd, scheddOf } from '#agents/formats/condor-ad.ts';
import type { Ad, CondorJob } from '#agents/formats/condor-ad.ts';
import { parseEventBlock } from '#agents/formats/condor-event-block.ts';
import { createBlockReader } from '#agents/formats/condor-event-blocks.ts';
import type { EventBlock } from '#agents/formats/condor-event-blocks.ts';
import { createJobLog, hasEnded } from '#agents/formats/condor-job-log.ts';
import type { LoggedJob } from '#agents/formats/condor-job-log.ts';
import { createLongReader } from '#agents/formats/condor-long.ts';
import type { LongAd } from '#agents/formats/condor-long.ts';
import type { TailPosition } from '#agents/sources/tail.ts';
import type { TextLine } from '#agents/sources/text-lines.ts';
import { readTail } from '#agents/sources/tail.ts';
import type { JobFact } from '#telemetry/facts/job.ts';
import { createLocalClock } from '#telemetry/time.ts';
import type { CondorFile } from './condor-files.ts';

const PIECE_BYTES = 1 << 20;

/** One thing that was read: a job, or what was refused. `line`: where it begins; of an ad in an array its place. */
export type CondorItem =
  | { readonly fact: JobFact }
  | {
      readonly line: number;
      readonly isPlace: boolean;
      readonly reason: string;
      readonly raw: string;
    };

export interface CondorReadOptions {
  /** The schedd's name for all jobs; null: the one that the ads and events name. */
  readonly instance: string | null;
  /** Of times that say none. */
  readonly zone: string;
  /** When the log was last written (UTC, ms), for stamps without a year. */
  readonly latest: number;
}

const NO_SCHEDD = 'it does not say which schedd its job belongs to: name it with --instance';

/** Reads a file piece by piece. @throws the system's error. */
export function readCondorFile(
  file: CondorFile,
  options: CondorReadOptions,
): AsyncGenerator<readonly CondorItem[]> {
  if (file.kind === 'json') return readJson(file.path, options);
  return file.kind === 'long' ? readLong(file.path, options) : readEvents(file.path, options);
}

/** The lines of a file, some ten thousand at a time; a last line without its end is one too. */
async function* linesOf(path: string): AsyncGenerator<readonly TextLine[]> {
  let position: TailPosition | null = null;
  for (;;) {
    const read = await readTail(path, position, PIECE_BYTES);
    position = read.position;
    yield read.partial === null ? read.lines : [...read.lines, read.partial];
    if (read.isAtEnd) return;
  }
}

/** An array of ads, one object a line (`-jsonl`), or objects that hold ads by their ids, as tools around HTCondor keep them. */
async function* readJson(
  path: string,
  options: CondorReadOptions,
): AsyncGenerator<readonly CondorItem[]> {
  const text = await readFile(path, 'utf8');
  const whole = parseJson(text);
  if (!('reason' in whole)) {
    const ads = adsIn(whole.value);
    yield ads.map((ad, i) => itemOfAd(ad, { line: i + 1, isPlace: true }, options));
    return;
  }
  const lines = text.split('\n');
  const isByLine = /^\s*\{.*\}\s*$/.test(lines.find((line) => line.trim() !== '') ?? '');
  if (!isByLine) {
    yield [{ line: 1, isPlace: false, reason: whole.reason, raw: text.slice(0, 200) }];
    return;
  }
  yield lines.flatMap((line, i) => {
    const place = { line: i + 1, isPlace: false };
    const parsed = parseJson(line.trim() === '' ? '[]' : line);
    if ('reason' in parsed) return [{ ...place, reason: parsed.reason, raw: line }];
    return adsIn(parsed.value).map((ad) => itemOfAd(ad, place, options));
  });
}

function parseJson(text: string): { readonly value: unknown } | { readonly reason: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { reason: `not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** The ads of a value; what holds none stands for itself, so that it is told of. */
function adsIn(value: unknown): Ad[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => adsIn(item));
  const ad: Ad = typeof value === 'object' && value !== null ? { ...value } : {};
  if ('ClusterId' in ad || 'ProcId' in ad) return [ad];
  const inner = Object.values(ad).filter((one) => typeof one === 'object' && one !== null);
  const ads = inner.flatMap((one) => adsIn(one)).filter((one) => 'ClusterId' in one);
  return ads.length === 0 ? [ad] : ads;
}

async function* readLong(
  path: string,
  options: CondorReadOptions,
): AsyncGenerator<readonly CondorItem[]> {
  const reader = createLongReader();
  const itemsOf = (found: LongAd | null): CondorItem[] =>
    found === null
      ? []
      : [
          ...found.refused.map((refused) => ({ ...refused, isPlace: false })),
          itemOfAd(found.ad, { line: found.line, isPlace: false }, options),
        ];
  for await (const lines of linesOf(path))
    yield lines.flatMap(({ text, number }) => itemsOf(reader.feed(text, number)));
  yield itemsOf(reader.end());
}

async function* readEvents(
  path: string,
  options: CondorReadOptions,
): AsyncGenerator<readonly CondorItem[]> {
  const clock = createLocalClock({ zone: options.zone });
  const blocks = createBlockReader();
  const log = createJobLog({ known: [], submittedAt: () => null });
  const last = new Map<string, EventBlock>();
  const itemsOf = (block: EventBlock): CondorItem[] => {
    const event = parseEventBlock(block, { clock, latest: options.latest });
    if (!('code' in event)) return [refusedBlock(block, event.reason)];
    const taken = log.take(event);
    if (taken.kind === 'refused') return [refusedBlock(block, taken.reason)];
    if (taken.kind === 'nothing') return [];
    if (hasEnded(taken.job)) return [itemOfLog(taken.job, block, options)];
    last.set(taken.job.id, block);
    return [];
  };
  for await (const lines of linesOf(path))
    yield lines.flatMap((line) => blocks.feed(line)).flatMap(itemsOf);
  const cut = blocks.pending();
  if (cut.length > 0)
    yield [refusedBlock({ kind: 'text', lines: cut }, 'the log ends within this event')];
  yield [...log.open.values()].map((job) => itemOfLog(job, last.get(job.id) ?? NO_BLOCK, options));
}

const NO_BLOCK: EventBlock = { kind: 'text', lines: [] };

function refusedBlock({ lines }: EventBlock, reason: string): CondorItem {
  const raw = lines.map(({ text }) => text).join('\n');
  return { line: lines[0]?.number ?? 0, isPlace: false, reason, raw };
}

function itemOfLog(job: LoggedJob, block: EventBlock, { instance }: CondorReadOptions): CondorItem {
  const schedd = instance ?? job.schedd;
  if (schedd !== null) return { fact: factOfLog(job, schedd) };
  return refusedBlock(block, `job ${job.id}: ${NO_SCHEDD}`);
}

function itemOfAd(
  ad: Ad,
  place: { readonly line: number; readonly isPlace: boolean },
  { instance }: CondorReadOptions,
): CondorItem {
  const refuse = (reason: string): CondorItem => ({ ...place, reason, raw: JSON.stringify(ad) });
  const job = readJobAd(ad);
  if (job === null) return refuse('a job without ClusterId and ProcId');
  const schedd = instance ?? scheddOf(job);
  if (schedd === null) return refuse(`job ${job.id}: ${NO_SCHEDD}`);
  const fact = factOfAd(job, schedd, seenAt(job));
  return fact === null
    ? refuse(`job ${job.id} has no QDate: without it the job has no key`)
    : { fact };
}

/** A dump tells of its own time, never of now: when it was printed, else the last that it tells of the job. */
function seenAt({ printedAt, endedAt, stateSince, startedAt, submittedAt }: CondorJob): number {
  return printedAt ?? Math.max(endedAt ?? 0, stateSince ?? 0, startedAt ?? 0, submittedAt ?? 0);
}
