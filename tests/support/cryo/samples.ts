/** Logs of every kind that slow control reads: samples written here in each format, and real files where they lie. */

import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { headedSource, toTableFormat } from '#agents/collectors/cryostat/device.ts';
import type { OpenParser } from '#agents/collectors/cryostat/log-parser.ts';
import { blueforsParsers, tableParsers } from '#agents/collectors/cryostat/log-parser.ts';
import type { TableSettings } from '#agents/collectors/cryostat.schema.ts';
import { cryostatSchema } from '#agents/collectors/cryostat.schema.ts';
import { sharedData } from '../shared-data.ts';

export interface SampleLog {
  /** Of the parser: `bluefors CH6 T`, `table excel-days`. */
  readonly parser: string;
  readonly fileName: string;
  readonly open: OpenParser;
  /** Whole files, or their beginnings: the head is in each. */
  readonly texts: readonly Buffer[];
  /** Whether a line that gives nothing may do so by the format's own rules. */
  readonly isDeclared: (line: string, number: number) => boolean;
}

const ZONE = 'Europe/Rome';
const DAY = '26-06-20';
const UCSB = 'cryo/bluefors_ucsb/samples';

/** Bytes of a real file that are used. */
const BEGINNING = 6_000;

function realOnes(paths: readonly string[]): Buffer[] {
  const found = paths.map(sharedData).filter((path) => existsSync(path));
  return found.map((path) => readFileSync(path).subarray(0, BEGINNING));
}

const isBlank = (line: string): boolean => line.trim() === '';
const isBlankOrComment = (line: string): boolean => isBlank(line) || line.startsWith('#');

/** Twelve lines of a Bluefors day. */
function blueforsDay(rest: (n: number) => string): Buffer {
  const lines = Array.from(
    { length: 12 },
    (_, n) => `20-06-26,02:${String(n * 5).padStart(2, '0')}:07,${rest(n)}\r\n`,
  );
  return Buffer.from(lines.join(''));
}

/** A real log moved to the day of the samples' names. */
function toDay(bytes: Buffer): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll(/\d\d-06-26,/g, '20-06-26,'), 'latin1');
}

function bluefors(name: string, rest: (n: number) => string, real: readonly string[]): SampleLog {
  return {
    parser: `bluefors ${name}`,
    fileName: `${name} ${DAY}.log`,
    open: blueforsParsers(ZONE),
    texts: [blueforsDay(rest), ...realOnes(real.map((path) => `${UCSB}/${path}`)).map(toDay)],
    isDeclared: isBlank,
  };
}

const gauges = (n: number): string =>
  [1, 2, 3, 4, 5, 6]
    .map((g) => `CH${g},P${g}     ,${g % 2}, ${(n + 1) * g}.5E-2,${n % 7},1,`)
    .join('');

function headed(
  kind: 'leiden' | 'lakeshore',
  name: string,
  text: string,
  real: readonly string[],
): SampleLog {
  const isHead = (line: string): boolean =>
    isBlank(line) || /^\uFEFF?\s*Time\s*,/.test(line.replaceAll('"', ''));
  return {
    parser: `${kind} ${name}`,
    fileName: basename(name),
    open: headedSource(kind, ZONE, () => true).openParser,
    texts: [Buffer.from(text), ...realOnes(real)],
    isDeclared: kind === 'leiden' ? (line) => /^\uFEFF?#/.test(line) || isBlank(line) : isHead,
  };
}

const columns = [
  { column: 'T', name: 't', quantity: 'temperature', unit: 'K', missing: ['300', '---'] },
  { column: 'P', name: 'p', quantity: 'pressure', unit: 'Pa', scale: 100, plausible: [0, 2e5] },
];

function tableSettings(settings: Record<string, unknown>): TableSettings {
  const device = { name: 'x', kind: 'table', path: '/x', table: { columns, ...settings } };
  const [found] = cryostatSchema.parse({ devices: [device] }).devices;
  if (found?.kind !== 'table') throw new Error('no table');
  return found.table;
}

function table(
  name: string,
  settings: Record<string, unknown>,
  rows: readonly string[],
): SampleLog {
  const format = toTableFormat(tableSettings(settings));
  return {
    parser: `table ${name}`,
    fileName: 'x.csv',
    open: tableParsers(format, ZONE, () => true),
    texts: [Buffer.from(`${rows.join('\n')}\n`)],
    isDeclared: (line, number) => isBlankOrComment(line) || number < format.firstRow,
  };
}

/** One of every parser. */
export function sampleLogs(): readonly SampleLog[] {
  const ten = Array.from({ length: 10 }, (_, n) => n);
  const tableOf = (time: Record<string, unknown>, at: (n: number) => string, head = 'time,T,P') => {
    const kind = String(time['kind']);
    const settings = { time, time_columns: ['time'], comment: '#' };
    return table(kind, settings, [head, ...ten.map((n) => `${at(n)},${n}.25,1.${n}e3`)]);
  };
  const real = (family: string): string[] => [
    `blackfridge/26-06-20/${family} 26-06-20.log`,
    `blackfridge/26-06-30/${family} 26-06-30.log`,
  ];
  return [
    bluefors('CH6 T', (n) => `9.${n}E-3`, real('CH6 T')),
    bluefors('CH6 R', (n) => `1.0${n}E+4`, real('CH6 R')),
    bluefors('CH6 P', (n) => `${n}.0E-9`, []),
    bluefors('Flowmeter', (n) => `0.${n}`, real('Flowmeter')),
    bluefors('maxigauge', gauges, real('maxigauge')),
    bluefors('Status', (n) => `cpalp,${n}.5E+0,cpahp,1.0,tc400,0`, [
      'blackfridge/26-06-20/Status_26-06-20.log',
    ]),
    bluefors('Channels', (n) => `0,v1,${n % 2},scroll1,1,turbo1,0`, [
      'blackfridge/26-06-26/Channels 26-06-26.log',
    ]),
    bluefors('Heaters', (n) => `0,0.0,1,${n}.0E-3`, ['whitefridge/26-06-25/Heaters 26-06-25.log']),
    bluefors('Errors', (n) => `Ch${(n % 6) + 1},T. OVER`, real('Errors')),
    headed(
      'leiden',
      'x_pres.txt',
      `# TPG366\n# 1780000000.25\n# time since start, still, IVC\n\n${ten.map((n) => `${n * 11}, 5.6${n}e-02 , 0.000000 `).join('\n')}\n`,
      ['cryo/leiden_mckinsey/run15_demo_20210526_pres.txt'],
    ),
    headed(
      'leiden',
      'x_liqlev.txt',
      `# Level Meter\n# 1780000000\n# time since start LHe (cm) LN2 (cm)\n${ten.map((n) => `${n * 61}, -11.${n} , 4${n}.0 `).join('\n')}\n`,
      ['cryo/leiden_mckinsey/run15_demo_20210526_liqlev.txt'],
    ),
    headed(
      'leiden',
      'x_temp.txt',
      `# Bridge\n# 1780000000\n# time, T1, R1, time, T3, R3, \n${ten.map((n) => `${n * 120}, 1.7e+01, 1.1e+03, ${n * 120 + 11}, 0.000000e+00, 4.2e+02`).join('\n')}\n`,
      [],
    ),
    headed(
      'lakeshore',
      'x-LS372.dat',
      `Time,1,2,8,\n${ten.map((n) => `2026-03-29 0${n}:12:25,29${n}.5,300.0,0.04${n},`).join('\n')}\n`,
      ['cryo/lakeshore372_dr/cryo-LS372-Temp.dat'],
    ),
    headed(
      'lakeshore',
      'x-lab.dat',
      `Time,Temperature(C),Pressure(HPa),\n${ten.map((n) => `2026-03-29 0${n}:12:25,24.${n},101${n}.5,`).join('\n')}\n`,
      ['cryo/lakeshore372_dr/cryo-Lab-TPH.dat', 'cryo/lakeshore372_dr/cryo-WaterMeas.dat'],
    ),
    tableOf(
      { kind: 'pattern', pattern: 'dd/MM/yyyy HH:mm:ss.SSS' },
      (n) => `29/03/2026 0${n}:00:00.5`,
    ),
    tableOf({ kind: 'iso' }, (n) => `2026-03-29T0${n}:00:00${n % 2 === 0 ? 'Z' : ''}`),
    tableOf({ kind: 'epoch-s' }, (n) => `178000000${n}.5`),
    tableOf({ kind: 'epoch-ms' }, (n) => `178000000${n}500`),
    tableOf({ kind: 'labview-s' }, (n) => `386000000${n}.5`),
    tableOf({ kind: 'excel-days' }, (n) => `46110.${n}`),
    table(
      'elapsed-s',
      {
        time: { kind: 'elapsed-s', start_line: 1 },
        header_row: 2,
        time_columns: [1],
        comment: '#',
      },
      ['# start 1780000000', 'time,T,P', ...ten.map((n) => `${n},---,${n}.25`)],
    ),
    table(
      'two columns, decimal commas, no header',
      {
        separator: ';',
        decimal_comma: true,
        header_row: 0,
        comment: '#',
        time_columns: [1, 2],
        time: { kind: 'pattern', pattern: 'dd/MM/yy HH:mm' },
        columns: columns.map((column, i) => ({ ...column, column: i + 3 })),
      },
      ['# °', ...ten.map((n) => `25/10/26;0${n}:30;"${n},25";-1,5;x`)],
    ),
  ];
}
