/** What a configured device is to the reader of its logs: its parsers, and the meaning of its channels. */

import { describeBlueforsChannel } from '#agents/formats/bluefors-files.ts';
import type { HeadedFormat } from '#agents/formats/headed.ts';
import { lakeshore } from '#agents/formats/lakeshore.ts';
import { leiden } from '#agents/formats/leiden.ts';
import type { ValueRule } from '#agents/formats/plausible.ts';
import type { TableFormat } from '#agents/formats/table-config.ts';
import { matchNames } from '#agents/sources/glob-names.ts';
import type { ChannelSettings, DeviceSettings, TableSettings } from '../cryostat.schema.ts';
import type { Calibrate } from './calibrate.ts';
import { createCalibrate } from './calibrate.ts';
import type { NamedLog, OpenParser } from './log-parser.ts';
import { blueforsParsers, headedParsers, tableParsers, withRules } from './log-parser.ts';
import type { ChannelMeaning, DescribeChannel } from './reading-facts.ts';

export interface Device {
  readonly name: string;
  readonly path: string;
  readonly openParser: OpenParser;
  /** Its readings are judged by one another and by the bridge's errors. */
  readonly isJudged: boolean;
  readonly describe: DescribeChannel;
  readonly calibrate: Calibrate;
}

/** Formats whose head describes their columns, by the kind of a device. */
export const HEADED: Readonly<Record<'leiden' | 'lakeshore', HeadedFormat>> = { leiden, lakeshore };

const toMs = (seconds: number | null): number | null => (seconds === null ? null : seconds * 1000);

const UNKNOWN: ChannelMeaning = { quantity: 'value', unit: '1', label: null, staleAfterMs: null };

function toTimeFormat({ time }: TableSettings): TableFormat['time'] {
  return time.kind === 'elapsed-s' ? { kind: time.kind, startLine: time.start_line } : time;
}

/** Turns settings into the format that the parser of tables knows. */
export function toTableFormat(table: TableSettings): TableFormat {
  return {
    separator: table.separator === 'tab' ? '\t' : table.separator,
    decimalComma: table.decimal_comma,
    comment: table.comment,
    headerRow: table.header_row,
    firstRow: table.first_row ?? table.header_row + 1,
    timeColumns: table.time_columns,
    time: toTimeFormat(table),
    columns: table.columns.map((column) => ({
      column: column.column,
      channel: column.name,
      quantity: column.quantity,
      unit: column.unit,
      scale: column.scale,
      offset: column.offset,
      missing: column.missing,
      missingQuality: column.missing_quality,
      low: column.plausible[0],
      high: column.plausible[1],
    })),
  };
}

/** What a format itself gives: its parsers, and what its channels are. */
type Source = Pick<Device, 'openParser' | 'isJudged' | 'describe'>;

function tableSource(
  { table, files }: Extract<DeviceSettings, { kind: 'table' }>,
  zone: string,
): Source {
  const meanings = new Map<string, ChannelMeaning>();
  for (const column of table.columns) {
    const { quantity, unit, label } = column;
    const staleAfterMs = toMs(column.stale_after_s);
    meanings.set(column.name, { quantity, unit, label, staleAfterMs });
  }
  return {
    openParser: tableParsers(toTableFormat(table), zone, matchNames(files)),
    isJudged: false,
    describe: (channel) => meanings.get(channel) ?? UNKNOWN,
  };
}

function blueforsSource(zone: string): Source {
  // Every channel is asked for in every round.
  const known = new Map<string, ChannelMeaning>();
  const describe = (channel: string): ChannelMeaning => {
    const meaning = known.get(channel) ?? {
      ...describeBlueforsChannel(channel),
      staleAfterMs: null,
    };
    known.set(channel, meaning);
    return meaning;
  };
  return { openParser: blueforsParsers(zone), isJudged: true, describe };
}

/** Logs whose head describes their columns; `isLog` tells which files are ones. */
export function headedSource(
  kind: keyof typeof HEADED,
  zone: string,
  isLog: (log: NamedLog) => boolean,
): Source {
  const meanings = new Map<string, ChannelMeaning>();
  const openParser = headedParsers(HEADED[kind], zone, isLog, (columns) => {
    for (const { channel, quantity, unit, label } of columns) {
      meanings.set(channel, { quantity, unit, label, staleAfterMs: null });
    }
  });
  return { openParser, isJudged: false, describe: (channel) => meanings.get(channel) ?? UNKNOWN };
}

function sourceOf(settings: DeviceSettings, zone: string): Source {
  if (settings.kind === 'table') return tableSource(settings, zone);
  if (settings.kind === 'bluefors') return blueforsSource(zone);
  const isNamed = matchNames(settings.files);
  return headedSource(settings.kind, zone, ({ name }) => isNamed(name));
}

/** Makes the device; `zone` is the node's, for devices that name none. */
export function createDevice(settings: DeviceSettings, zone: string): Device {
  return equip(settings, sourceOf(settings, settings.time_zone ?? zone));
}

/** A device with what the configuration says of its channels, whatever format its logs have. */
export function equip(
  {
    name,
    path,
    channels = {},
    calibrated = [],
  }: Pick<DeviceSettings, 'name' | 'path'> &
    Partial<Pick<DeviceSettings, 'channels' | 'calibrated'>>,
  source: Source,
): Device {
  const derived = new Map<string, ChannelMeaning>();
  for (const { name: channel, quantity, unit, label, stale_after_s: stale } of calibrated) {
    derived.set(channel, { quantity, unit, label, staleAfterMs: toMs(stale) });
  }
  const describe: DescribeChannel = (channel) => {
    const meaning = derived.get(channel) ?? source.describe(channel);
    const said = channels[channel];
    if (said === undefined) return meaning;
    const staleAfterMs = toMs(said.stale_after_s) ?? meaning.staleAfterMs;
    return { ...meaning, label: said.label ?? meaning.label, staleAfterMs };
  };
  return {
    name,
    path,
    openParser: withRules(source.openParser, rulesOf(channels)),
    isJudged: source.isJudged,
    describe,
    calibrate: createCalibrate(
      calibrated.map(({ name: channel, of, curve }) => ({ channel, of, curve })),
    ),
  };
}

/** A Bluefors cryostat with the usual names for its channels. */
export function blueforsDevice(name: string, path: string, zone: string): Device {
  return equip({ name, path }, blueforsSource(zone));
}

function rulesOf(channels: Readonly<Record<string, ChannelSettings>>): Map<string, ValueRule> {
  const rules = new Map<string, ValueRule>();
  for (const [channel, { missing, missing_quality: missingQuality, plausible }] of Object.entries(
    channels,
  )) {
    const [low, high] = plausible;
    if (missing.length === 0 && low === null && high === null) continue;
    rules.set(channel, { missing, missingQuality, low, high });
  }
  return rules;
}
