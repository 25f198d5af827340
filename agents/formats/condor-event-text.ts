/** Events of HTCondor's text logs (user log, `EVENT_LOG`): the head line and what the lines below it say. Form: HTCondor's manual, "Managing a job: the job event log". */

import type { LocalClock } from '#telemetry/time.ts';
import { nodeInNotes, plainEvent, scheddInAddress, usageSeconds } from './condor-event.ts';
import type { CondorEvent } from './condor-event.ts';
import { readEventTime } from './condor-event-time.ts';
import { parseLongValue } from './condor-long.ts';

/** An event, or the reason why its lines are none. */
export type EventResult = CondorEvent | { readonly reason: string };

/** What the text of an event leaves open: zone and year of its times. */
export interface EventOptions {
  readonly clock: LocalClock;
  /** When the log was last written (UTC, ms), for stamps without a year. */
  readonly latest: number;
}

const HEAD = /^(\d{3}) \((-?\d+)\.(-?\d+)\.-?\d+\) (\S+[ T]\d\d:\d\d:\d\d\S*) ?(.*)$/;

/** Says more of one kind of event, from the rest of its head line and the lines below. */
type Teller = (head: string, body: readonly string[]) => Partial<CondorEvent>;

const TELLERS: Readonly<Record<number, Teller>> = {
  0: (head, body) => ({ schedd: scheddInAddress(head), name: first(body.map(nodeInNotes)) }),
  1: (_, body) => ({ cpus: numberIn(body, /^\s*Cpus = (\d+(?:\.\d+)?)\s*$/) }),
  5: (_, body) => terminated(body),
  7: (_, body) => ({ reason: firstLine(body) }),
  9: (_, body) => ({ reason: firstLine(body) }),
  12: (_, body) => held(body),
  21: (_, body) => ({ reason: firstLine(body) }),
  24: (_, body) => ({ reason: firstLine(body) }),
  28: (_, body) => adInformation(body),
};

/** Parses one event; what is not one is said with its reason. Never throws. */
export function parseTextEvent(lines: readonly string[], options: EventOptions): EventResult {
  const [head = '', ...body] = lines;
  const match = HEAD.exec(head);
  const [, code, cluster, proc, stamp, rest] = match ?? [];
  if (code === undefined || cluster === undefined || proc === undefined || stamp === undefined)
    return { reason: 'not an event: expected 005 (1234.000.000), a time, and what happened' };
  const time = readEventTime(stamp, options.clock, options.latest);
  if ('reason' in time) return time;
  const id = `${String(Number(cluster))}.${String(Number(proc))}`;
  const event = plainEvent(Number(code), id, time.t);
  return { ...event, ...TELLERS[event.code]?.(rest ?? '', body) };
}

function first<Value>(values: readonly (Value | null)[]): Value | null {
  return values.find((value) => value !== null) ?? null;
}

function firstLine(body: readonly string[]): string | null {
  return body.map((line) => line.trim()).find((line) => line !== '') ?? null;
}

function numberIn(body: readonly string[], pattern: RegExp): number | null {
  const found = first(body.map((line) => pattern.exec(line)?.[1] ?? null));
  return found === null ? null : Number(found);
}

function terminated(body: readonly string[]): Partial<CondorEvent> {
  const total = body.find((line) => line.includes('Total Remote Usage'));
  return {
    exitCode: numberIn(body, /Normal termination \(return value (-?\d{1,9})\)/),
    exitSignal: numberIn(body, /Abnormal termination \(signal (\d{1,9})\)/),
    cpuS: total === undefined ? null : usageSeconds(total),
    // Usage, request, allocated: what stands last was allocated.
    cpus: numberIn(body, /^\s*Cpus\s*:.*?(\d+(?:\.\d+)?)\s*$/),
  };
}

function held(body: readonly string[]): Partial<CondorEvent> {
  const codes = first(body.map((line) => /^\s*Code (-?\d{1,9}) Subcode (-?\d{1,9})/.exec(line)));
  const reason = firstLine(body.filter((line) => !/^\s*Code -?\d+ Subcode/.test(line)));
  if (codes === null) return { reason };
  return { reason, reasonCode: Number(codes[1]), reasonSubcode: Number(codes[2]) };
}

/** Attributes that `EVENT_LOG_JOB_AD_INFORMATION_ATTRS` adds. */
function adInformation(body: readonly string[]): Partial<CondorEvent> {
  const value = (name: string): string | null => {
    const line = body.find((text) => text.trimStart().startsWith(`${name} = `));
    const parsed = line === undefined ? null : parseLongValue(line.slice(line.indexOf('=') + 1));
    return typeof parsed === 'string' && parsed !== '' ? parsed : null;
  };
  return {
    owner: value('Owner'),
    person: value('FlashUser'),
    run: value('FlashRun'),
    name: value('JobBatchName'),
  };
}
