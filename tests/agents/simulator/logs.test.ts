/** The simulated logs: every line parses with the collectors' parsers, and says what the demo promises in numbers. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { BlueforsEvent, ParsedReading } from '#agents/formats/bluefors-line.ts';
import { recogniseBluefors } from '#agents/formats/bluefors-files.ts';
import { splitLines } from '#agents/formats/lines.ts';
import type { TableFormat } from '#agents/formats/table-config.ts';
import { createTableParser } from '#agents/formats/table.ts';
import { createLocalTime } from '#agents/simulator/clock.ts';
import { FLASH_LASTS_MS, flashStart } from '#agents/simulator/finuda.ts';
import { surroundingsOf } from '#agents/simulator/fridge.ts';
import { HISTORY_CADENCES, createSlowControl } from '#agents/simulator/logs.ts';
import { makePlan } from '#agents/simulator/schedule.ts';
import { foldersOf } from '#agents/simulator/state.ts';
import { createLocalClock } from '#telemetry/time.ts';

const HOUR = 3_600_000;
const ORIGIN = Date.UTC(2026, 10, 23, 10, 17, 23);
const BEGIN = ORIGIN - 72 * HOUR;
const zone = 'Europe/Rome';
const home = mkdtempSync(join(tmpdir(), 'flash-simulator-logs-'));
const folders = foldersOf(home);
const readings = new Map<string, ParsedReading[]>();
const events: BlueforsEvent[] = [];
const refused: string[] = [];

function readFridge(day: string, name: string): void {
  const file = recogniseBluefors(name);
  assert.ok(file, name);
  const { channel, scale, parse } = file;
  const context = { clock: createLocalClock({ zone }), channel, scale, day: file.day };
  const text = readFileSync(join(folders.bluefors, day, name), 'latin1');
  assert.ok(text.endsWith('\r\n') && !/[^\r]\n/.test(text), `${name} has CRLF line ends`);
  for (const line of splitLines(text)) {
    const result = parse.line(line.text, context);
    if (!result.ok) refused.push(`${name}:${line.number}: ${result.reason}`);
    else if (parse.of === 'events') events.push(...(result.records as BlueforsEvent[]));
    else for (const reading of result.records as ParsedReading[]) keep(reading);
  }
}

function keep(reading: ParsedReading): void {
  const list = readings.get(reading.channel) ?? [];
  readings.set(reading.channel, list);
  list.push(reading);
}

function readTable(folder: string, format: TableFormat): void {
  for (const name of readdirSync(folder).toSorted()) {
    const parser = createTableParser(format, createLocalClock({ zone }));
    for (const line of splitLines(readFileSync(join(folder, name), 'utf8'))) {
      const result = parser.line(line.text, line.number);
      if (result.ok) result.records.forEach(keep);
      else refused.push(`${name}:${line.number}: ${result.reason}`);
    }
  }
}

function table(
  separator: string,
  decimalComma: boolean,
  time: string,
  names: readonly string[],
): TableFormat {
  const columns = names.map((column) => ({
    column,
    channel: column,
    quantity: 'other',
    unit: '1',
    scale: 1,
    offset: 0,
    missing: [],
    missingQuality: 'missing' as const,
    low: null,
    high: null,
  }));
  return {
    separator,
    decimalComma,
    comment: null,
    headerRow: 1,
    firstRow: 2,
    timeColumns: [time],
    time: { kind: 'pattern', pattern: 'yyyy-MM-dd HH:mm:ss' },
    columns,
  };
}

before(() => {
  const plan = makePlan(
    { seed: 1, origin: ORIGIN, historyMs: 72 * HOUR, starts: [], injected: [] },
    ORIGIN,
  );
  const around = surroundingsOf(1, plan);
  const slow = createSlowControl({ folders, local: createLocalTime(zone) });
  for (let t = BEGIN; t < ORIGIN; t += HOUR) slow.write(around, t, t + HOUR, HISTORY_CADENCES);
  const start = flashStart(ORIGIN);
  slow.writeFinuda(1, ORIGIN, start, start + FLASH_LASTS_MS);
  for (const day of readdirSync(folders.bluefors).toSorted()) {
    for (const name of readdirSync(join(folders.bluefors, day))) readFridge(day, name);
  }
  readTable(folders.magnet, table(',', false, 'time', ['field_T', 'lead_current_A', 'mode']));
  const names = [
    'T_cav_K',
    'T_schermo1_K',
    'T_schermo2_K',
    'I_magnete_A',
    'B_T',
    'livello_He_%',
    'P_He_mbar',
  ];
  readTable(folders.finuda, table(';', true, 'data_ora', names));
});
after(() => rmSync(home, { recursive: true }));

/** Values of a channel from hour `from` to `to` of the history. */
function values(channel: string, from = 0, to = 72): number[] {
  const list = readings.get(channel);
  assert.ok(list, channel);
  return list
    .filter(({ t }) => t >= BEGIN + from * HOUR && t < BEGIN + to * HOUR)
    .map(({ value }) => value ?? Number.NaN);
}

const rms = (list: readonly number[]): number =>
  Math.sqrt(list.reduce((sum, x) => sum + x * x, 0) / list.length);
const stepsOf = (list: readonly number[]): number[] =>
  list.slice(1).map((x, n) => x - (list[n] ?? 0));

function checkRange(channel: string, from: number, to: number, low: number, high: number): void {
  const list = values(channel, from, to);
  assert.ok(list.length > 0, channel);
  const [least, most] = [Math.min(...list), Math.max(...list)];
  assert.ok(least >= low && most <= high, `${channel}: ${least} to ${most}`);
}

test('every line of every log parses', () => {
  assert.deepEqual(refused, []);
  const expected = [
    'ch1-t',
    'ch2-r',
    'ch3-t',
    'ch5-t',
    'ch6-t',
    'flow',
    'p1',
    'p6',
    'status/cptempwi',
  ];
  for (const channel of expected) assert.ok(readings.has(channel), channel);
  for (const [channel, list] of readings) {
    assert.ok(
      list.every(({ quality }) => quality === 'good'),
      channel,
    );
  }
});

test('the quiet refrigerator has the values and the noise of a real one', () => {
  checkRange('ch6-t', 66, 72, 0.0106, 0.0114);
  checkRange('ch5-t', 66, 72, 0.77, 0.86);
  checkRange('ch2-t', 66, 72, 2.9, 4.1);
  checkRange('ch1-t', 66, 72, 48, 60);
  checkRange('p2', 66, 72, 1.4, 3);
  checkRange('p1', 66, 72, 2e-4, 3e-4);
  checkRange('flow', 66, 72, 0.37e-3, 0.425e-3);
  checkRange('ch3-t', 66, 72, 0.0292, 0.0365);
  const mixing = rms(stepsOf(values('ch6-t', 66, 72))) * 1000;
  assert.ok(mixing > 0.02 && mixing < 0.045, String(mixing));
  const cavity = stepsOf(values('ch3-t', 66, 72))
    .map(Math.abs)
    .toSorted((a, b) => a - b);
  const typical = (cavity[Math.floor(cavity.length / 2)] ?? 0) * 1000;
  assert.ok(typical > 0.03 && typical < 0.1, String(typical));
});

test('a tuner move warms the cavity by 2 to 5 mK', () => {
  const list = values('ch3-t', 66, 72);
  const lift = Math.max(...list) - Math.min(...list);
  assert.ok(lift > 0.0018 && lift < 0.006, String(lift));
});

test('the quench takes the field at once and keeps the mixing chamber above 1 K for hours', () => {
  checkRange('field_T', 0, 15, 7.99, 8.01);
  checkRange('field_T', 15.05, 24.5, 0, 0.01);
  checkRange('mode', 15.05, 24.5, 2, 2);
  checkRange('ch6-t', 15.1, 17.9, 1, 2.2);
  checkRange('ch6-t', 22.8, 24.5, 0.0105, 0.0125);
});

test('the ramp warms the mixing chamber to 50 to 150 mK and ends persistent with empty leads', () => {
  const mixing = values('ch6-t', 24.6, 26.2);
  assert.ok(Math.max(...mixing) > 0.05 && Math.max(...mixing) < 0.15);
  checkRange('lead_current_A', 25.5, 25.6, 60, 92);
  checkRange('lead_current_A', 26.3, 72, 0, 0);
  checkRange('mode', 26.2, 72, 1, 1);
  checkRange('field_T', 26.2, 72, 7.99, 8.01);
});

test('the compressor trip takes the 4 K plate to 10 K in 20 minutes, then the circulation is lost', () => {
  checkRange('ch2-t', 53.92, 53.97, 9, 11);
  checkRange('flow', 54.2, 55.9, 0, 2e-5);
  checkRange('flow', 53.6, 53.85, 0.35e-3, 0.45e-3);
  checkRange('ch6-t', 60.3, 72, 0.0105, 0.0125);
});

test('sensors fail each in its way: silent, frozen, over range with its error', () => {
  assert.equal(values('ch1-t', 13.41, 14.05).length, 0);
  assert.equal(new Set(values('ch2-t', 4.15, 5.55)).size, 1);
  checkRange('ch5-t', 33.15, 33.55, 102.005, 102.005);
  assert.ok(
    events.length > 50 && events.every(({ sensor, text }) => sensor === 5 && text === 'T. OVER'),
  );
});

test('the FLASH-like plant has its own numbers and no mixing chamber', () => {
  const start = flashStart(ORIGIN);
  const during = (channel: string): number[] =>
    (readings.get(channel) ?? [])
      .filter(({ t }) => t > start + 4 * HOUR && t < start + 11 * HOUR)
      .map(({ value }) => value ?? Number.NaN);
  for (const [channel, low, high] of [
    ['T_cav_K', 4.494, 4.506],
    ['T_schermo1_K', 70, 80],
    ['T_schermo2_K', 70, 80],
    ['I_magnete_A', 2_699.8, 2_700.2],
    ['B_T', 1.099, 1.101],
    ['livello_He_%', 60, 80],
  ] as const) {
    const list = during(channel);
    assert.ok(list.length > 500 && list.every((x) => x >= low && x <= high), channel);
  }
  const [cavity, pressure] = [during('T_cav_K'), during('P_He_mbar')];
  const left = cavity.map((k, n) => k - 4.5 - 0.001 * ((pressure[n] ?? 0) - 1_214));
  assert.ok(rms(left) < 0.001, 'the cavity follows the pressure by 1 mK/mbar');
  const text = readdirSync(folders.finuda).map((name) =>
    readFileSync(join(folders.finuda, name), 'utf8'),
  );
  assert.ok(!/MC|mixing|camera/i.test(text.join('')));
});
