/** Reads the machine's own thermometers: chips below `/sys/class/hwmon`, zones below `/sys/class/thermal` (hwmon/sysfs-interface.rst, thermal/sysfs-api.rst). */

import { readdir, readFile, realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { errorCode } from '#telemetry/errors.ts';

export interface Sensor {
  /** The same after a restart: chip, what it sits on, input. */
  readonly id: string;
  /** What the chip calls it; empty where it says nothing. */
  readonly name: string;
  /** Where its number stands, in thousandths of a degree Celsius. */
  readonly file: string;
  /** Where it says whether it is broken; null where it does not. */
  readonly faultFile: string | null;
}

export interface SensorReading {
  readonly sensor: Sensor;
  readonly celsius: number;
}

/** What a sensor that is off or asleep answers; then nothing is known, and nothing is wrong. */
const SILENT = new Set(['ENODATA', 'ENXIO', 'EAGAIN', 'ENOENT', 'ENODEV', 'EINVAL', 'EIO']);

/** Finds every thermometer; a folder that is not there has none. */
export async function findSensors(sys: string): Promise<Sensor[]> {
  const sensors: Sensor[] = [];
  for (const chip of await list(join(sys, 'class', 'hwmon')))
    sensors.push(...(await findOnChip(join(sys, 'class', 'hwmon', chip))));
  for (const zone of await list(join(sys, 'class', 'thermal'))) {
    if (!zone.startsWith('thermal_zone')) continue;
    const folder = join(sys, 'class', 'thermal', zone);
    const type = await readText(join(folder, 'type'));
    sensors.push({ id: zone, name: type ?? '', file: join(folder, 'temp'), faultFile: null });
  }
  return sensors;
}

async function findOnChip(folder: string): Promise<Sensor[]> {
  const names = await list(folder);
  const chip = (await readText(join(folder, 'name'))) ?? 'unknown';
  const device = await realpath(join(folder, 'device')).then(basename, () => '');
  const inputs = names.filter((name) => /^temp\d+_input$/.test(name));
  return Promise.all(
    inputs.map(async (input) => {
      const stem = input.slice(0, -'_input'.length);
      const label = await readText(join(folder, `${stem}_label`));
      const fault = `${stem}_fault`;
      return {
        id: [chip, device, stem].filter((part) => part !== '').join('/'),
        name: label ?? '',
        file: join(folder, input),
        faultFile: names.includes(fault) ? join(folder, fault) : null,
      };
    }),
  );
}

/**
 * Reads all of them, one after the other: a slow chip holds up one thread, not all. Sensors that say nothing
 * or call themselves broken are left out.
 */
export async function readSensors(sensors: readonly Sensor[]): Promise<SensorReading[]> {
  const readings: SensorReading[] = [];
  for (const sensor of sensors) {
    if (sensor.faultFile !== null && (await readText(sensor.faultFile)) === '1') continue;
    const text = await readText(sensor.file);
    if (text !== null && /^-?\d+$/.test(text))
      readings.push({ sensor, celsius: Number(text) / 1_000 });
  }
  return readings;
}

async function list(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).toSorted();
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') return [];
    throw thrown;
  }
}

async function readText(file: string): Promise<string | null> {
  try {
    return (await readFile(file, 'latin1')).trim();
  } catch (thrown) {
    if (SILENT.has(errorCode(thrown) ?? '')) return null;
    throw thrown;
  }
}
