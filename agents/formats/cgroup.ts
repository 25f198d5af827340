/** Parses what a control group allows (cgroups(7), cgroup-v2.rst); pure. */

/** The group of version 2 that a process is in, from `/proc/self/cgroup`; null where the machine has none. */
export function parseCgroupPath(text: string): string | null {
  return /^0::(\/.*)$/m.exec(text)?.[1] ?? null;
}

/** Bytes from `memory.max`; null for no limit, or where the text is something else. */
export function parseMemoryMax(text: string): number | null {
  const word = text.trim();
  return /^\d+$/.test(word) ? Number(word) : null;
}

/** Processors from `cpu.max` (quota and period in µs); null for no limit, or where the text is something else. */
export function parseCpuMax(text: string): number | null {
  const match = /^(\d+) ([1-9]\d*)\s*$/.exec(text);
  return match === null ? null : Number(match[1]) / Number(match[2]);
}
