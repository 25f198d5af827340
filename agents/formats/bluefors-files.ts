/** The log families a Bluefors control system writes: which file name means which parser and channels. */
import { naiveTime } from '#telemetry/time.ts';
import { parseChannelLine } from './bluefors-channel.ts';
import { parseErrorsLine } from './bluefors-errors.ts';
import { parseHeatersLine } from './bluefors-heaters.ts';
import type { BlueforsEvent, LineContext, LineResult, ParsedReading } from './bluefors-line.ts';
import { parseMaxigaugeLine } from './bluefors-maxigauge.ts';
import { parseChannelsLine, parseStatusLine } from './bluefors-status.ts';

/** What a file of a Bluefors log folder holds, by its name. */
export type BlueforsFamily =
  | 'temperature'
  | 'resistance'
  | 'power'
  | 'flow'
  | 'pressure'
  | 'status'
  | 'valves'
  | 'heaters'
  | 'errors';

/** A recognised file: everything a line's context needs but the clock, and the parser of its lines. */
export interface BlueforsFile {
  readonly family: BlueforsFamily;
  readonly channel: string;
  readonly scale: number;
  /** Day in the file's name as naive UTC midnight. */
  readonly day: number;
  readonly parse:
    | {
        readonly of: 'readings';
        /** Reads one line. */
        readonly line: (l: string, c: LineContext) => LineResult<ParsedReading>;
      }
    | {
        readonly of: 'events';
        /** Reads one line. */
        readonly line: (l: string, c: LineContext) => LineResult<BlueforsEvent>;
      };
}

interface Family {
  readonly name: RegExp;
  readonly family: BlueforsFamily;
  readonly channel: (number: string) => string;
  readonly scale: number;
  readonly parse: BlueforsFile['parse'];
}

const readings = (line: (l: string, c: LineContext) => LineResult<ParsedReading>) =>
  ({ of: 'readings', line }) as const;

/** One line per family; a new family is one more file and one more line. */
const FAMILIES: readonly Family[] = [
  {
    name: /^CH(\d{1,2}) T$/i,
    family: 'temperature',
    channel: (n) => `ch${n}-t`,
    scale: 1,
    parse: readings(parseChannelLine),
  },
  {
    name: /^CH(\d{1,2}) R$/i,
    family: 'resistance',
    channel: (n) => `ch${n}-r`,
    scale: 1,
    parse: readings(parseChannelLine),
  },
  {
    name: /^CH(\d{1,2}) P$/i,
    family: 'power',
    channel: (n) => `ch${n}-p`,
    scale: 1,
    parse: readings(parseChannelLine),
  },
  {
    name: /^Flowmeter$/i,
    family: 'flow',
    channel: () => 'flow',
    scale: 1e-3,
    parse: readings(parseChannelLine),
  },
  {
    name: /^maxigauge$/i,
    family: 'pressure',
    channel: () => 'p',
    scale: 100,
    parse: readings(parseMaxigaugeLine),
  },
  {
    name: /^Status$/i,
    family: 'status',
    channel: () => 'status',
    scale: 1,
    parse: readings(parseStatusLine),
  },
  {
    name: /^Channels$/i,
    family: 'valves',
    channel: () => 'valve',
    scale: 1,
    parse: readings(parseChannelsLine),
  },
  {
    name: /^Heaters$/i,
    family: 'heaters',
    channel: () => 'heater',
    scale: 1,
    parse: readings(parseHeatersLine),
  },
  {
    name: /^Errors$/i,
    family: 'errors',
    channel: () => 'errors',
    scale: 1,
    parse: { of: 'events', line: parseErrorsLine },
  },
];

/**
 * Recognises a log by its file name (`CH6 T 26-06-20.log`, `Status_26-06-20.log`), or gives null.
 *
 * The date in the name is year-month-day; inside the file it is day-month-year.
 */
export function recogniseBluefors(fileName: string): BlueforsFile | null {
  const shape = /^(.*?)[ _](\d\d)-(\d\d)-(\d\d)\.log$/i.exec(fileName);
  if (!shape) return null;
  const day = naiveTime(2000 + Number(shape[2]), Number(shape[3]), Number(shape[4]), 0, 0, 0);
  if (Number.isNaN(day)) return null;
  for (const { name, family, channel, scale, parse } of FAMILIES) {
    const found = name.exec(shape[1] ?? '');
    if (found) return { family, channel: channel(found[1] ?? ''), scale, day, parse };
  }
  return null;
}

/** Quantity and UCUM unit of a channel as the parsers give it, for declaring it. */
export interface ChannelMeaning {
  readonly quantity: string;
  readonly unit: string;
  readonly label: string | null;
}

/** Usual places of thermometers in a Bluefors cryostat; a name in the configuration goes before this. */
const STAGE: Readonly<Record<string, string>> = {
  '1': '50 K plate',
  '2': '4 K plate',
  '3': 'Magnet',
  '5': 'Still',
  '6': 'Mixing chamber',
};

/** Tells what a channel measures from its name (`ch6-t`, `p1`, `flow`, `status/cptempwi`, `heater1`). */
export function describeBlueforsChannel(channel: string): ChannelMeaning {
  const thermometer = /^ch(\d+)-([trp])$/.exec(channel);
  if (thermometer) {
    const number = thermometer[1] ?? '';
    const label = STAGE[number] ?? null;
    if (thermometer[2] === 't') return { quantity: 'temperature', unit: 'K', label };
    if (thermometer[2] === 'r') return { quantity: 'resistance', unit: 'Ohm', label };
    return { quantity: 'power', unit: 'W', label };
  }
  if (/^p\d+$/.test(channel))
    return { quantity: 'pressure', unit: 'Pa', label: channel.toUpperCase() };
  if (channel === 'flow') return { quantity: 'flow', unit: 'mol/s', label: 'Helium flow' };
  if (/^heater\d+$/.test(channel)) return { quantity: 'power', unit: 'W', label: null };
  return { quantity: 'state', unit: '1', label: null };
}
