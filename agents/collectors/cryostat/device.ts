/** What a configured device is to the reader of its logs: its parsers, and the meaning of its channels. */

import { describeBlueforsChannel } from '#agents/formats/bluefors-files.ts';
import type { TableFormat } from '#agents/formats/table-config.ts';
import { matchNames } from '#agents/sources/glob-names.ts';
import type { DeviceSettings, TableSettings } from '../cryostat.schema.ts';
import type { OpenParser } from './log-parser.ts';
import { blueforsParsers, tableParsers } from './log-parser.ts';
import type { ChannelMeaning, DescribeChannel } from './reading-facts.ts';

export interface Device {
  readonly name: string;
  readonly path: string;
  readonly openParser: OpenParser;
  /** Its readings are judged by one another and by the bridge's errors. */
  readonly isJudged: boolean;
  readonly describe: DescribeChannel;
}

const toMs = (seconds: number | null): number | null => (seconds === null ? null : seconds * 1000);

/** Turns settings into the format that the parser of tables knows. */
export function toTableFormat(table: TableSettings): TableFormat {
  const { time } = table;
  return {
    separator: table.separator === 'tab' ? '\t' : table.separator,
    decimalComma: table.decimal_comma,
    comment: table.comment,
    headerRow: table.header_row,
    timeColumns: table.time_columns,
    time: time.kind === 'elapsed-s' ? { kind: time.kind, startLine: time.start_line } : time,
    columns: table.columns.map((column) => ({
      column: column.column,
      channel: column.name,
      quantity: column.quantity,
      unit: column.unit,
      scale: column.scale,
      offset: column.offset,
      missing: column.missing,
      missingQuality: column.missing_quality,
    })),
  };
}

/** Makes the device; `zone` is the node's, for devices that name none. */
export function createDevice(settings: DeviceSettings, zone: string): Device {
  const { name, path } = settings;
  const timeZone = settings.time_zone ?? zone;
  if (settings.kind === 'bluefors') {
    return { ...blueforsDevice(name, path, timeZone), describe: describeWith(settings.channels) };
  }
  const meanings = new Map<string, ChannelMeaning>();
  for (const column of settings.table.columns) {
    const { quantity, unit, label } = column;
    const staleAfterMs = toMs(column.stale_after_s);
    meanings.set(column.name, { quantity, unit, label, staleAfterMs });
  }
  const unknown = { quantity: 'value', unit: '1', label: null, staleAfterMs: null };
  return {
    name,
    path,
    openParser: tableParsers(toTableFormat(settings.table), timeZone, matchNames(settings.files)),
    isJudged: false,
    describe: (channel) => meanings.get(channel) ?? unknown,
  };
}

/** A Bluefors cryostat with the usual names for its channels. */
export function blueforsDevice(name: string, path: string, zone: string): Device {
  return {
    name,
    path,
    openParser: blueforsParsers(zone),
    isJudged: true,
    describe: describeWith({}),
  };
}

function describeWith(
  channels: Extract<DeviceSettings, { kind: 'bluefors' }>['channels'],
): DescribeChannel {
  return (channel) => {
    const meaning = describeBlueforsChannel(channel);
    const said = channels[channel];
    return {
      ...meaning,
      label: said?.label ?? meaning.label,
      staleAfterMs: toMs(said?.stale_after_s ?? null),
    };
  };
}
