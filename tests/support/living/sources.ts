/** What two instruments write in a test: lines of a slow-control table and small data files, each different from every other. */

import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { adler32 } from 'hash-wasm';

const T0 = Date.parse('2026-11-20T00:00:00Z');

export interface Sources {
  readonly daqRoot: string;
  readonly table: string;
  /** Writes some more of both. */
  write(): Promise<void>;
  /** `t value` of every line written. */
  readonly readings: () => ReadonlySet<string>;
  /** `name bytes adler32` of every file written. */
  readonly files: () => ReadonlySet<string>;
}

/** Makes sources below a folder. */
export function createSources(folder: string): Sources {
  const daqRoot = join(folder, 'daq');
  const run = join(daqRoot, 'Run_2026.11-TEST', "0001_fisica d'autunno è qui");
  const table = join(folder, 'table', 'magnet.csv');
  mkdirSync(run, { recursive: true });
  mkdirSync(join(folder, 'table'), { recursive: true });
  writeFileSync(table, 'time,field\n');
  const readings = new Set<string>();
  const files = new Set<string>();
  return {
    daqRoot,
    table,
    async write() {
      for (let i = 0; i < 5; i++) {
        const t = T0 + readings.size * 1_000;
        const value = (8 + readings.size / 1e6).toFixed(6);
        appendFileSync(
          table,
          `${new Date(t).toISOString().slice(0, 19).replace('T', ' ')},${value}\n`,
        );
        readings.add(`${t} ${Number(value)}`);
      }
      const name = `data_${String(files.size).padStart(6, '0')}.dat`;
      const body = Buffer.from(`${name} `.repeat(50 + (files.size % 7)));
      writeFileSync(join(run, name), body);
      files.add(`${name} ${body.length} ${await adler32(body)}`);
    },
    readings: () => readings,
    files: () => files,
  };
}
