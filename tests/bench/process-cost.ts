/** What a process of Linux has cost so far, from `/proc`. */

import { readFileSync } from 'node:fs';

/** User and system time in ms; /proc counts in ticks of 10 ms. */
export function cpuMs(pid: number | undefined): number {
  const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
  const cells = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(cells[11]) + Number(cells[12])) * 10;
}

/** A field of `smaps_rollup` in MiB: `Rss`, `Anonymous`. */
export function memoryMib(pid: number | undefined, field: string): number {
  const text = readFileSync(`/proc/${String(pid)}/smaps_rollup`, 'utf8');
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1]) / 1_024;
}
