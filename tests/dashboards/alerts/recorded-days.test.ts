/** Eight recorded days of two real cryostats raise what a cryogenist would have wanted to be told, and nothing else. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alerts } from '#dashboards/alerts/index.ts';
import type { Alarm } from '#telemetry/alarms/alarm.ts';
import { alarmKey } from '#telemetry/alarms/alarm.ts';
import { createReplay, describeAlarm } from '../../support/alarm-replay.ts';
import {
  daysOf,
  describeRecorded,
  readRecordedDay,
  RECORDED_DAYS,
} from '../../support/recorded-days.ts';
import { needsSharedData } from '../../support/shared-data.ts';

/** What needs no view from outside. */
const watched = alerts.filter(({ seenBy }) => seenBy === 'both');

const STEP_MS = 10_000;
const DAY_MS = 86_400_000;

/** Days that follow each other are one stretch: between stretches nothing was recorded, and nobody watched. */
function stretchesOf(device: string): readonly (readonly string[])[] {
  const stretches: string[][] = [];
  let before = Number.NaN;
  for (const day of daysOf(device)) {
    const at = Date.parse(`20${day}`);
    if (at - before === DAY_MS) stretches.at(-1)?.push(day);
    else stretches.push([day]);
    before = at;
  }
  return stretches;
}

/** Every alarm that was raised, by key and time, as it was last. */
function replay(device: string): readonly Alarm[] {
  const raised = new Map<string, Alarm>();
  let kept: readonly Alarm[] = [];
  for (const days of stretchesOf(device)) {
    const { channels, machine, step } = createReplay(watched, kept);
    const readings = days.flatMap((day) => readRecordedDay(device, day));
    let next = readings[0]?.t ?? 0;
    for (const { channel, t, value, quality } of readings) {
      for (; next < t; next += STEP_MS) {
        for (const { alarm } of step(next))
          if (alarm.raisedAt !== null) raised.set(`${alarmKey(alarm)} ${alarm.raisedAt}`, alarm);
      }
      const name = `${device}/${channel}`;
      if (!channels.isKnown(name)) {
        const { quantity } = describeRecorded(channel);
        const unknown = { staleAfterMs: null, cadenceMs: null };
        channels.declare({ name, device, node: 'cryo', quantity, ...unknown });
      }
      channels.read(name, { t, value, quality });
    }
    kept = machine.alarms().filter(({ raisedAt }) => raisedAt !== null);
    for (const alarm of kept) raised.set(`${alarmKey(alarm)} ${alarm.raisedAt}`, alarm);
  }
  return [...raised.values()].toSorted((a, b) => a.since - b.since);
}

const needs = needsSharedData(RECORDED_DAYS);
const told = (alarms: readonly Alarm[]) =>
  alarms.filter(({ explainedBy }) => explainedBy === null).map(describeAlarm);

test('a cryostat that is warmed up: one sensor drops out, one stays over its range', needs, () => {
  const alarms = replay('blackfridge');
  assert.deepEqual(told(alarms), [
    'SensorUnderRange blackfridge/ch1-t 06-20 05:39:14 to 06-20 05:41:14',
    // Latched: it waits for a person, over days that were not recorded too.
    'SensorOverRange blackfridge/ch6-t 06-24 00:00:43 to …',
  ]);
  assert.deepEqual(
    alarms.map(({ severity }) => severity),
    ['info', 'warning'],
  );
});

test('a cold cryostat: one sensor falls silent, then all of them', needs, () => {
  const alarms = replay('whitefridge');
  assert.deepEqual(told(alarms), [
    'ChannelStale whitefridge/ch6-t 06-25 18:02:52 to 06-25 23:03:52',
    'DeviceSilent whitefridge 06-30 07:01:42 to 06-30 10:39:42',
  ]);
  const explained = alarms.filter(({ explainedBy }) => explainedBy !== null).map(describeAlarm);
  const silent = '06-30 07:01:42 to 06-30 10:39:42, explained by DeviceSilent';
  assert.deepEqual(
    explained.toSorted(),
    ['ch1-r', 'ch1-t', 'ch2-r', 'ch2-t', 'ch6-r', 'ch6-t'].map(
      (channel) => `ChannelStale whitefridge/${channel} ${silent}`,
    ),
  );
});
