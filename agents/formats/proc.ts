/** Parses what the Linux kernel says about the machine (proc(5), iostats.rst); pure. */

/** Clock ticks per second; Linux gives 100 to every program, whatever the kernel uses inside. */
const TICKS_PER_SECOND = 100;

/** Bytes of a sector in /proc/diskstats, whatever the disk's own are (iostats.rst). */
const SECTOR_BYTES = 512;

/** Seconds per mode of all processors, and how many there are, from `/proc/stat`. */
export function parseStat(
  text: string,
): { readonly seconds: Readonly<Record<string, number>>; readonly cpus: number } | null {
  const line = /^cpu +(.*)$/m.exec(text)?.[1];
  if (line === undefined) return null;
  const ticks = line.split(/\s+/).map(Number);
  const modes = ['user', 'nice', 'system', 'idle', 'iowait', 'interrupt', 'softirq', 'steal'];
  const seconds: Record<string, number> = {};
  modes.forEach((mode, n) => {
    const value = ticks[n];
    if (value !== undefined && Number.isFinite(value)) seconds[mode] = value / TICKS_PER_SECOND;
  });
  return { seconds, cpus: text.match(/^cpu\d+ /gm)?.length ?? 0 };
}

/** Bytes by name, from `/proc/meminfo`. */
export function parseMeminfo(text: string): ReadonlyMap<string, number> {
  const values = new Map<string, number>();
  for (const [, name = '', number = '', unit] of text.matchAll(/^(\S+):\s+(\d+)( kB)?$/gm))
    values.set(name, Number(number) * (unit === undefined ? 1 : 1_024));
  return values;
}

/** Averages over 1, 5 and 15 minutes, from `/proc/loadavg`; null where the text is something else. */
export function parseLoad(text: string): readonly [number, number, number] | null {
  const match = /^([\d.]+) ([\d.]+) ([\d.]+) /.exec(text);
  return match === null ? null : [Number(match[1]), Number(match[2]), Number(match[3])];
}

/** Seconds since boot, from `/proc/uptime`. */
export function parseUptime(text: string): number | null {
  const seconds = Number(text.split(' ')[0]);
  return text.trim() === '' || !Number.isFinite(seconds) ? null : seconds;
}

export interface DiskCounters {
  readonly device: string;
  readonly reads: number;
  readonly readBytes: number;
  readonly writes: number;
  readonly writtenBytes: number;
  readonly busySeconds: number;
}

/** Counters of whole disks, from `/proc/diskstats`; partitions, loops and RAM disks are left out. */
export function parseDiskstats(text: string): DiskCounters[] {
  const disks: DiskCounters[] = [];
  for (const line of text.split('\n')) {
    const cells = line.trim().split(/\s+/);
    const device = cells[2];
    if (device === undefined || cells.length < 14 || !isWholeDisk(device)) continue;
    const at = (n: number): number => Number(cells[n]);
    disks.push({
      device,
      reads: at(3),
      readBytes: at(5) * SECTOR_BYTES,
      writes: at(7),
      writtenBytes: at(9) * SECTOR_BYTES,
      busySeconds: at(12) / 1_000,
    });
  }
  return disks;
}

function isWholeDisk(device: string): boolean {
  return /^(sd[a-z]+|hd[a-z]+|vd[a-z]+|xvd[a-z]+|nvme\d+n\d+|mmcblk\d+|dm-\d+|md\d+)$/.test(device);
}

export interface NetworkCounters {
  readonly name: string;
  readonly receive: { readonly bytes: number; readonly errors: number; readonly dropped: number };
  readonly transmit: { readonly bytes: number; readonly errors: number; readonly dropped: number };
}

/** Counters of interfaces, from `/proc/net/dev`; the loopback and containers' virtual ends are left out. */
export function parseNetworkDevices(text: string): NetworkCounters[] {
  const interfaces: NetworkCounters[] = [];
  for (const line of text.split('\n')) {
    const [name, rest] = line.split(':');
    if (name === undefined || rest === undefined) continue;
    const cells = rest.trim().split(/\s+/).map(Number);
    if (cells.length < 12 || /^\s*(lo|veth.*|docker\d+|br-.*)$/.test(name)) continue;
    const at = (n: number): number => cells[n] ?? 0;
    interfaces.push({
      name: name.trim(),
      receive: { bytes: at(0), errors: at(2), dropped: at(3) },
      transmit: { bytes: at(8), errors: at(10), dropped: at(11) },
    });
  }
  return interfaces;
}

/** Offset of the clock (s, positive when fast) and whether it follows a reference, from `chronyc -c tracking`. */
export function parseChronyTracking(
  text: string,
): { readonly offsetSeconds: number; readonly isSynchronised: boolean } | null {
  const cells = text.trim().split(',');
  const offset = Number(cells[4]);
  if (cells.length < 14 || !Number.isFinite(offset)) return null;
  return { offsetSeconds: offset, isSynchronised: cells[13] !== 'Not synchronised' };
}
