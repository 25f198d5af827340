/** A run as data: its record, the list of its files, the readings of its charts; numbers in SI with the unit in the name or beside them, times in UTC. */

import type { Run, RunSeries } from '#site/snapshot/schema/run.ts';
import type { OutTable, OutValue } from '../runs/take-out.ts';
import type { FileList } from './files.ts';

const ELSEWHERE = new Set(['files', 'fileParts', 'series', 'throughput']);

/** All that is known of a run but its files and readings, as JSON. */
export function runRecord(run: Run): string {
  const known = Object.entries(run).filter(([name]) => !ELSEWHERE.has(name));
  return `${JSON.stringify(Object.fromEntries(known), null, 2)}\n`;
}

const FILE_FIELDS = [
  'name',
  'path',
  'taken',
  'bytes',
  'tuner_deg',
  'cavity_hz',
  't_cav_k',
  't_mc_k',
  'adler32',
  'software',
  'copies',
] as const;

/** One row a file, all of the list; what is not known is null. */
export function filesTable(list: FileList, { path }: Pick<Run, 'path'>): OutTable {
  const below = path.replace(/\/$/, '');
  const rows: (readonly OutValue[])[] = [];
  for (let index = 0; index < list.count; index += 1) {
    const file = list.at(index);
    if (file === null) continue;
    const { files, i } = file;
    const name = files.name[i] ?? '';
    const dt = files.dt[i] ?? null;
    rows.push([
      name,
      `${below}/${name}`,
      dt === null || files.t0 === null ? null : isoOf(files.t0 + dt),
      files.bytes[i] ?? null,
      files.tunerDeg[i] ?? null,
      files.cavityHz[i] ?? null,
      files.tCavK[i] ?? null,
      files.tMcK[i] ?? null,
      files.adler32[i] ?? null,
      files.softwareVersion[i] ?? null,
      files.copyWords[files.copies[i] ?? -1] ?? null,
    ]);
  }
  return { names: FILE_FIELDS, rows };
}

/** One row a bucket of each chart; a gap has no value, and its quality where readings came that were not good. */
export function readingsTable({ series, throughput, keyChannels }: Run): OutTable {
  const all = throughput === null ? series : [...series, throughput];
  const units = new Map(keyChannels.map(({ channel, unit }) => [channel, unit]));
  return {
    names: ['channel', 'unit', 'start', 'length_s', 'min', 'mean', 'max', 'quality'],
    rows: all.flatMap((one) =>
      rowsOf(one, one === throughput ? 'By/s' : (units.get(one.channel) ?? '')),
    ),
  };
}

function rowsOf(one: RunSeries, unit: string): (readonly OutValue[])[] {
  const { channel, start, stepMs, min, mean, max, notGood } = one;
  return min.map((low, i) => {
    const t = start + i * stepMs;
    const bad = notGood.find(({ from, to }) => t + stepMs > from && t <= to)?.quality ?? null;
    const quality = low === null ? bad : 'good';
    return [channel, unit, isoOf(t), stepMs / 1000, low, mean[i] ?? null, max[i] ?? null, quality];
  });
}

const isoOf = (t: number): string => new Date(t).toISOString();
