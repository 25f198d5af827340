/** What an alarm is called: its title, what it is about, and both as one short key. */

import type { Labels } from '../alerts/samples.ts';
import { alarmKey } from './alarm.ts';

/** `SensorOverRange` is "Sensor over range". */
export function titleOf(alert: string): string {
  const words = alert.replace(/(?<=[a-z0-9])(?=[A-Z])/g, ' ').toLowerCase();
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

/** The label that tells most, in this order. */
const TELLING = [
  'channel',
  'collector',
  'volume',
  'location',
  'resource',
  'batch_instance',
  'device',
  'receiver',
  'use',
  'campaign',
  'node',
] as const;

/** Returns what an alarm is about: its most telling label; empty: the whole experiment. */
export function aboutOf(labels: Labels): string {
  const label = TELLING.find((one) => (labels[one] ?? '') !== '');
  return label === undefined ? '' : (labels[label] ?? '');
}

/** `DeviceSilent device=fridge,node=cryo` is `DeviceSilent fridge`. */
export function shortKey(key: string): string {
  const space = key.indexOf(' ');
  if (space < 0) return key;
  const labels = key
    .slice(space + 1)
    .split(',')
    .map((pair) => pair.split('=', 2));
  return alarmKey({ alert: key.slice(0, space), subject: aboutOf(Object.fromEntries(labels)) });
}
