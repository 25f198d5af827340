/** The lines of a Bluefors control system: thermometers, gauges, flow, status and errors, byte for byte as it prints them. */
import type { LocalStamp } from './clock.ts';
import { progressOf } from './events.ts';
import { THERMOMETERS, bridgeReading, valueAt } from './fridge.ts';
import type { Surroundings } from './fridge.ts';
import { normal } from './random.ts';

/** A line of one log: the file's name without date and extension (`CH6 T`, `Status`), and the text with its CRLF. */
export interface LogLine {
  readonly log: string;
  readonly text: string;
}

/** `9.419550E-3`: seven digits, exponent with a sign and no leading zero. */
export function scientific(value: number, digits = 6): string {
  const [mantissa = '0', exponent = '0'] = value.toExponential(digits).split('e');
  return `${mantissa}E${exponent.startsWith('-') ? exponent : `+${exponent.replace('+', '')}`}`;
}

/** The pulse tube is started again after this long. */
const COMPRESSOR_OFF_MS = 44 * 60_000;

const stampOf = ({ lineDay, time }: LocalStamp): string => `${lineDay},${time}`;

/** One round of the bridge: temperature and resistance of each thermometer, errors in the same round. */
export function bridgeLines(
  around: Surroundings,
  t: number,
  stamp: LocalStamp,
): readonly LogLine[] {
  const lines: LogLine[] = [];
  for (const thermometer of THERMOMETERS) {
    const reading = bridgeReading(around, thermometer, t);
    if (reading === null) continue;
    const { channel } = thermometer;
    if (reading.error !== null) {
      lines.push({ log: 'Errors', text: ` ${stampOf(stamp)},Ch${channel},${reading.error}\r\n` });
    }
    const line = (value: number): string => ` ${stampOf(stamp)},${scientific(value)}\r\n`;
    lines.push({ log: `CH${channel} R`, text: line(reading.ohm) });
    lines.push({ log: `CH${channel} T`, text: line(reading.kelvin) });
  }
  return lines;
}

/** Six gauges in mbar: vacuum, still line, condensing lines, tank and the service line. */
export function gaugeLine(around: Surroundings, t: number, stamp: LocalStamp): LogLine {
  const noise = (n: number): number => normal(around.seed, 'gauge', t, n);
  const mbar = [
    valueAt(around, 'vacuum', t),
    Math.max(1e-3, valueAt(around, 'stillLine', t)),
    758 + 0.6 * noise(3),
    761 + 0.6 * noise(4),
    5.73 + 0.01 * noise(5),
    3.85 + 0.004 * noise(6),
  ];
  const groups = mbar.map((value, n) => {
    const label = n === 5 ? `P${n + 1}` : `P${n + 1}  `;
    return `CH${n + 1},${label},1, ${scientific(value, 2)},0,1,`;
  });
  return { log: 'maxigauge', text: `${stampOf(stamp)},${groups.join('')}\r\n` };
}

/** Flow of the mixture in mmol/s. */
export function flowLine(around: Surroundings, t: number, stamp: LocalStamp): LogLine {
  const flow = Math.max(0, valueAt(around, 'flow', t));
  return { log: 'Flowmeter', text: ` ${stampOf(stamp)},${flow.toFixed(6)}\r\n` };
}

/** Compressor and turbo pump: water and oil temperatures in degC, helium temperature, hours run. */
export function statusLine(around: Surroundings, t: number, stamp: LocalStamp): LogLine {
  const water = valueAt(around, 'water', t);
  const isRunning = !around.events.some(
    (event) =>
      event.name === 'compressor-trip' &&
      (progressOf(event, t) ?? COMPRESSOR_OFF_MS) < COMPRESSOR_OFF_MS,
  );
  const values: readonly (readonly [string, number])[] = [
    ['cptempwi', water],
    ['cptempwo', water + (isRunning ? 6.8 : 0.2)],
    ['cptemph', isRunning ? 67 + 3 * (water - 16.9) : 31],
    ['cptempo', water + 10.9],
    ['cpttime', Math.floor(t / 1000) - 1_790_000_000],
    ['cperrcode', isRunning ? 0 : 28],
    ['cpavgl', isRunning ? 85.2 : 190],
    ['cpavgh', isRunning ? 268 : 192],
    ['tc400errorcode', 0],
    ['tc400setspdatt', 1],
    ['tc400pumpaccel', 0],
    ['tc400commerr', 0],
  ];
  const pairs = values.map(([name, value]) => `${name},${scientific(value)}`);
  return { log: 'Status', text: `${stampOf(stamp)},${pairs.join(',')}\r\n` };
}

/** Path of a log below the refrigerator's folder: `26-11-23/CH6 T 26-11-23.log`, `26-11-23/Status_26-11-23.log`. */
export function logPath(log: string, { fileDay }: LocalStamp): string {
  return `${fileDay}/${log}${log === 'Status' ? '_' : ' '}${fileDay}.log`;
}
