/** Reads lists of bad times that others keep as YAML (`timestamp_cuts` with `why`, `start_time`, `stop_time`). Pure. */

import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node } from 'yaml';
import { naiveTime } from '#telemetry/time.ts';

/** An interval that somebody cut out of the data, with the reason in words. */
export interface Cut {
  /** Where it begins in the file, from 1. */
  readonly line: number;
  readonly why: string;
  readonly from: number;
  readonly to: number;
}

/** The cuts of one file, and what of it could not be read. */
export interface CutList {
  readonly cuts: readonly Cut[];
  readonly refused: readonly {
    readonly line: number;
    readonly reason: string;
    readonly raw: string;
  }[];
  /** False: no list of cuts is in it. */
  readonly isCutList: boolean;
}

/** Reads a file; `toUtc` gives the instant of a stamp without a zone. */
export function parseCutList(text: string, toUtc: (naive: number) => number): CutList {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false });
  const [first] = document.errors;
  if (first !== undefined) {
    const line = lines.linePos(first.pos[0]).line;
    const reason = `it is no YAML: ${first.message.split('\n')[0] ?? ''}`;
    return { cuts: [], refused: [{ line, reason, raw: '' }], isCutList: true };
  }
  const list = isMap(document.contents) ? document.contents.get('timestamp_cuts', true) : null;
  if (!isSeq(list)) return { cuts: [], refused: [], isCutList: false };
  const cuts: Cut[] = [];
  const refused: { line: number; reason: string; raw: string }[] = [];
  for (const item of list.items) {
    const [from = 0, to = 0] = (item as Node).range ?? [];
    const { line } = lines.linePos(from);
    const cut = readCut(item, toUtc);
    if (typeof cut === 'string')
      refused.push({ line, reason: cut, raw: text.slice(from, to).trim() });
    else cuts.push({ line, ...cut });
  }
  return { cuts, refused, isCutList: true };
}

function readCut(item: unknown, toUtc: (naive: number) => number): Omit<Cut, 'line'> | string {
  if (!isMap(item)) return 'expected why, start_time and stop_time';
  const text = (key: string): string | null => {
    const value = item.get(key, true);
    if (!isScalar(value) || value.value === null) return null;
    return typeof value.value === 'string' ? value.value : (value.source ?? null);
  };
  const [why, start, stop] = [text('why'), text('start_time'), text('stop_time')];
  if (why === null || why.trim() === '') return 'it has no why';
  if (start === null) return 'it has no start_time';
  if (stop === null) return 'it has no stop_time';
  const [from, to] = [readStamp(start, toUtc), readStamp(stop, toUtc)];
  if (from === null) return `start_time: "${start}" is no time`;
  if (to === null) return `stop_time: "${stop}" is no time`;
  if (to <= from) return `it stops (${stop}) before it starts (${start})`;
  return { why: why.trim(), from, to };
}

/** `2018-02-05 9:00:00-08`, `…-08:00`, `…Z`, or without a zone. */
function readStamp(text: string, toUtc: (naive: number) => number): number | null {
  const found =
    /^(\d{4})-(\d{2})-(\d{2})[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(?:(Z)|([+-])(\d{1,2})(?::?(\d{2}))?)?$/.exec(
      text.trim(),
    );
  if (found === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map((digits) => Number(digits ?? 0));
  const naive = naiveTime(year, month, day, hour, minute, second);
  if (Number.isNaN(naive)) return null;
  const [, , , , , , , utc, sign, hours = '0', minutes = '0'] = found;
  if (utc !== undefined) return naive;
  if (sign === undefined) return toUtc(naive);
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === '-' ? naive + offset : naive - offset;
}
