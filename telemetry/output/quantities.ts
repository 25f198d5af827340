/** Numbers for a terminal: bytes in decimal units, lengths of time in words. */

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** `34.1 MB`, decimal units, three significant figures; whole bytes below 1 000. */
export function bytesForPeople(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)} ${UNITS[unit] ?? ''}`;
}

/** `2 h 5 min`, `3 min 20 s`, `2.19 s`. */
export function durationForPeople(ms: number): string {
  if (ms < 60_000) return `${String(Math.round(ms / 10) / 100)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 3_600) return `${String(Math.floor(seconds / 60))} min ${String(seconds % 60)} s`;
  return `${String(Math.floor(seconds / 3_600))} h ${String(Math.floor(seconds / 60) % 60)} min`;
}
