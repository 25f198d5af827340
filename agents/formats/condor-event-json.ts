/** Events of HTCondor's JSON logs (`EVENT_LOG_FORMAT_OPTIONS = JSON`): one object an event, times local unless the log is in UTC. */

import { codeOf, numberOf, textOf } from './condor-ad.ts';
import type { Ad } from './condor-ad.ts';
import { nodeInNotes, plainEvent, scheddInAddress, usageSeconds } from './condor-event.ts';
import { readEventTime } from './condor-event-time.ts';
import type { EventOptions, EventResult } from './condor-event-text.ts';

/** Parses one object; what is not an event is said with its reason. Never throws. */
export function parseJsonEvent(text: string, options: EventOptions): EventResult {
  const ad = parseObject(text.replace(/,\s*$/, ''));
  if (ad === null) return { reason: 'not JSON: expected one object an event' };
  const code = codeOf(ad, 'EventTypeNumber');
  const cluster = numberOf(ad, 'Cluster');
  const proc = numberOf(ad, 'Proc');
  const stamp = textOf(ad, 'EventTime');
  if (code === null || cluster === null || proc === null || stamp === null)
    return { reason: 'no event: EventTypeNumber, Cluster, Proc or EventTime is missing' };
  const time = readEventTime(stamp, options.clock, options.latest);
  if ('reason' in time) return time;
  const notes = textOf(ad, 'LogNotes');
  const usage = textOf(ad, 'TotalRemoteUsage');
  const submitHost = textOf(ad, 'SubmitHost');
  return {
    ...plainEvent(code, `${String(cluster)}.${String(proc)}`, time.t),
    schedd: submitHost === null ? null : scheddInAddress(submitHost),
    name: (notes === null ? null : nodeInNotes(notes)) ?? textOf(ad, 'JobBatchName'),
    reason: textOf(ad, 'HoldReason') ?? textOf(ad, 'Reason') ?? textOf(ad, 'Message'),
    reasonCode: codeOf(ad, 'HoldReasonCode'),
    reasonSubcode: codeOf(ad, 'HoldReasonSubCode'),
    exitCode: ad['TerminatedNormally'] === false ? null : codeOf(ad, 'ReturnValue'),
    exitSignal: codeOf(ad, 'TerminatedBySignal'),
    cpuS: usage === null ? null : usageSeconds(usage),
    cpus: numberOf(ad, 'CpusProvisioned') ?? numberOf(ad, 'Cpus'),
    owner: textOf(ad, 'Owner'),
    person: textOf(ad, 'FlashUser'),
    run: textOf(ad, 'FlashRun'),
  };
}

function parseObject(text: string): Ad | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}
