/** Parses what the Linux kernel says about the machine (proc(5), iostats.rst, psi.rst); pure, and made to leave little garbage. */

import { isWholeDisk, isWorldInterface } from './device-names.ts';

/** Clock ticks per second; Linux gives 100 to every program, whatever the kernel uses inside. */
const TICKS_PER_SECOND = 100;

/** Bytes of a sector in /proc/diskstats, whatever the disk's own are (iostats.rst). */
const SECTOR_BYTES = 512;

const SPACE = 32;
const TAB = 9;
const ZERO = 48;
const NINE = 57;

/** Numbers of the line at hand; more than any line of these files has that we read. */
const cells = new Float64Array(32);

/** Puts the unsigned whole numbers between two places of a text into `cells`; returns how many, up to the first thing that is none. */
function scanNumbers(text: string, from: number, to: number): number {
  let count = 0;
  let at = from;
  while (at < to && count < cells.length) {
    let code = text.charCodeAt(at);
    while ((code === SPACE || code === TAB) && at < to) code = text.charCodeAt((at += 1));
    if (at >= to) break;
    let value = 0;
    const start = at;
    while (at < to && code >= ZERO && code <= NINE) {
      value = value * 10 + code - ZERO;
      code = text.charCodeAt((at += 1));
    }
    if (at === start || (at < to && code !== SPACE && code !== TAB)) break;
    cells[count] = value;
    count += 1;
  }
  return count;
}

/** The number at a place of the last scanned line; NaN beyond the largest place. */
function cell(n: number): number {
  return cells[n] ?? NaN;
}

/** Where the line that begins at `from` ends. */
function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** Modes of processor time, in the order of the columns; guests are in user and nice already. */
export const CPU_MODES = [
  'user',
  'nice',
  'system',
  'idle',
  'iowait',
  'interrupt',
  'softirq',
  'steal',
] as const;

/** Seconds that the processors spent, by what they did. */
export interface ProcessorTimes {
  /** Null: all processors together. */
  readonly cpu: string | null;
  /** Seconds in the order of CPU_MODES; an old kernel gives fewer. */
  readonly seconds: readonly number[];
}

/** Seconds by mode of all processors together and of each, from `/proc/stat`; empty where the text is something else. */
export function parseStat(text: string): ProcessorTimes[] {
  const times: ProcessorTimes[] = [];
  for (let start = 0; text.startsWith('cpu', start);) {
    const end = endOfLine(text, start);
    const space = text.indexOf(' ', start);
    const count = space < 0 || space > end ? 0 : scanNumbers(text, space, end);
    const name = text.slice(start + 3, space);
    if (count >= 4 && /^\d*$/.test(name)) {
      const seconds: number[] = [];
      for (let n = 0; n < Math.min(count, CPU_MODES.length); n += 1)
        seconds.push(cell(n) / TICKS_PER_SECOND);
      times.push({ cpu: name === '' ? null : name, seconds });
    }
    start = end + 1;
  }
  return times;
}

/** One number of `/proc/meminfo` in bytes (or as it stands where it has no unit); null where the kernel does not say. */
export function readMeminfo(text: string, name: string): number | null {
  const key = `${name}:`;
  const line = text.startsWith(key) ? 0 : text.indexOf(`\n${key}`) + 1;
  if (line === 0 && !text.startsWith(key)) return null;
  const end = endOfLine(text, line);
  const isKb = text.endsWith(' kB', end);
  if (scanNumbers(text, line + key.length, isKb ? end - 3 : end) !== 1) return null;
  return cell(0) * (isKb ? 1_024 : 1);
}

/** Averages over 1, 5 and 15 minutes, from `/proc/loadavg`; null where the text is something else. */
export function parseLoad(text: string): readonly [number, number, number] | null {
  const match = /^(\d+\.?\d*) (\d+\.?\d*) (\d+\.?\d*) /.exec(text);
  return match === null ? null : [Number(match[1]), Number(match[2]), Number(match[3])];
}

/** Seconds since boot, from `/proc/uptime`; null where the text is something else. */
export function parseUptime(text: string): number | null {
  const match = /^(\d+\.?\d*)(?: |\n|$)/.exec(text);
  return match === null ? null : Number(match[1]);
}

/** What a disk has read and written since the machine started. */
export interface DiskCounters {
  readonly device: string;
  readonly reads: number;
  readonly readsMerged: number;
  readonly readBytes: number;
  /** Summed over all reads, so that it can grow faster than time. */
  readonly readSeconds: number;
  readonly writes: number;
  readonly writesMerged: number;
  readonly writtenBytes: number;
  readonly writeSeconds: number;
  readonly busySeconds: number;
}

/** Counters of whole disks, from `/proc/diskstats`; partitions, loops and RAM disks are left out. Lines that are something else go to `odd`. */
export function parseDiskstats(text: string, odd: string[] = []): DiskCounters[] {
  const disks: DiskCounters[] = [];
  for (let start = 0; start < text.length;) {
    const end = endOfLine(text, start);
    const line = text.slice(start, end);
    start = end + 1;
    const name = /^ *\d+ +\d+ ([^ ]+) /.exec(line);
    if (name === null) {
      if (line.trim() !== '') odd.push(line);
      continue;
    }
    const device = name[1] ?? '';
    if (!isWholeDisk(device)) continue;
    if (scanNumbers(line, name[0].length, line.length) < 11) odd.push(line);
    else disks.push(diskOf(device));
  }
  return disks;
}

function diskOf(device: string): DiskCounters {
  return {
    device,
    reads: cell(0),
    readsMerged: cell(1),
    readBytes: cell(2) * SECTOR_BYTES,
    readSeconds: cell(3) / 1_000,
    writes: cell(4),
    writesMerged: cell(5),
    writtenBytes: cell(6) * SECTOR_BYTES,
    writeSeconds: cell(7) / 1_000,
    busySeconds: cell(9) / 1_000,
  };
}

/** Bytes, packets, errors and drops of one direction. */
export interface TrafficCounters {
  readonly bytes: number;
  readonly packets: number;
  readonly errors: number;
  readonly dropped: number;
}

/** What a network device has received and sent since it came up. */
export interface NetworkCounters {
  readonly name: string;
  readonly receive: TrafficCounters;
  readonly transmit: TrafficCounters;
}

/** Counters of interfaces, from `/proc/net/dev`; the loopback and containers' virtual ends are left out. Lines that are something else go to `odd`. */
export function parseNetworkDevices(text: string, odd: string[] = []): NetworkCounters[] {
  const interfaces: NetworkCounters[] = [];
  for (let start = 0; start < text.length;) {
    const end = endOfLine(text, start);
    const colon = text.lastIndexOf(':', end);
    const isHead = text.slice(start, end).includes('|');
    if (!isHead && colon >= start) {
      const name = text.slice(start, colon).trim();
      if (isWorldInterface(name)) {
        if (scanNumbers(text, colon + 1, end) < 16) odd.push(text.slice(start, end));
        else interfaces.push({ name, receive: trafficAt(0), transmit: trafficAt(8) });
      }
    } else if (!isHead && end > start) {
      odd.push(text.slice(start, end));
    }
    start = end + 1;
  }
  return interfaces;
}

function trafficAt(n: number): TrafficCounters {
  return { bytes: cell(n), packets: cell(n + 1), errors: cell(n + 2), dropped: cell(n + 3) };
}

/** Seconds in which some or all tasks waited for a resource since boot, from a file of `/proc/pressure`; null where it does not say. */
export function parsePressure(text: string): {
  readonly some: number | null;
  readonly full: number | null;
} {
  const total = (share: string): number | null => {
    const match = new RegExp(`^${share} .*\\btotal=(\\d+)$`, 'm').exec(text);
    return match === null ? null : Number(match[1]) / 1e6;
  };
  return { some: total('some'), full: total('full') };
}
