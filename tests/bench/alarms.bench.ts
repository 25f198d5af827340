/** Evaluating a hundred alerts over a thousand channels, each read every ten seconds, once a second. */

import { alerts } from '#dashboards/alerts/index.ts';
import { createReplay } from '../support/alarm-replay.ts';
import { figure, type Measure } from './figure.ts';

const ALERTS = 100;
const CHANNELS = 1_000;
const CADENCE_MS = 10_000;
/** Windows of ten minutes are full by then. */
const WARM_S = 700;
const MEASURED_S = 600;
const START = Date.UTC(2026, 10, 20, 10);

/** Those there are, and those about channels again under other names until there are so many. */
function manyAlerts() {
  const watched = alerts.filter(({ seenBy }) => seenBy === 'both').slice(0, ALERTS);
  const ofChannels = watched.filter(({ topic }) => topic === 'cryogenics');
  return [
    ...watched,
    ...Array.from({ length: ALERTS - watched.length }, (_, i) => {
      const alert = ofChannels[i % ofChannels.length] ?? watched[0];
      if (alert === undefined) throw new RangeError('there are no alerts');
      return { ...alert, name: `${alert.name}Again${i}` };
    }),
  ];
}

const evaluation: Measure = async () => {
  const { channels, step } = createReplay(manyAlerts());
  const names = Array.from({ length: CHANNELS }, (_, i) => `device${i % 10}/ch${i}-t`);
  for (const [i, name] of names.entries())
    channels.declare({
      name,
      device: `device${i % 10}`,
      node: 'cryo',
      quantity: 'temperature',
      staleAfterMs: null,
      cadenceMs: null,
    });
  const second = (n: number): void => {
    const now = START + n * 1_000;
    for (let i = n % (CADENCE_MS / 1_000); i < CHANNELS; i += CADENCE_MS / 1_000) {
      const isOver = i === 7;
      const value = 0.01 + 0.001 * Math.sin(n + i);
      channels.read(names[i] ?? '', { t: now, value, quality: isOver ? 'over' : 'good' });
    }
    step(now);
  };
  for (let n = 0; n < WARM_S; n += 1) second(n);
  const before = process.cpuUsage();
  for (let n = WARM_S; n < WARM_S + MEASURED_S; n += 1) second(n);
  const { user, system } = process.cpuUsage(before);
  const share = (user + system) / 1e6 / MEASURED_S;
  await Promise.resolve();
  return [
    figure({
      name: 'alarms.evaluation_cpu',
      value: share * 100,
      unit: '% of a core',
      against: `a core: ${ALERTS} alerts over ${CHANNELS} channels read every 10 s, evaluated every second`,
      atMost: 2,
    }),
  ];
};

export default [evaluation];
