/** The states of alarms: a duration, a latch, a person, a parent, a flapping sensor, a restart. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alertsOf, type AlertSpec } from '#telemetry/alerts/definition.ts';
import { equal, last } from '#telemetry/alerts/words.ts';
import { shelfOf, stateOf, type Alarm, type Pending } from '#telemetry/alarms/alarm.ts';
import { createMachine } from '#telemetry/alarms/machine.ts';

const MINUTE = 60_000;
const ack = { at: 1, by: 'Ada Verdi', why: 'looked at it' };

function spec(name: string, more: Partial<AlertSpec> = {}): AlertSpec {
  const limit = { value: 0, unit: '1', reason: 'a number for this test alone' } as const;
  const when = equal(last('flash_storage_probe_up'), limit);
  const basic = { severity: 'warning', summary: 'It is so.', needs: [], owner: 'shifter' } as const;
  return { name, when, ...basic, ...more };
}

/** A machine that is stepped with the names of alerts that hold, each about the node `daq`. */
function open(
  specs: readonly AlertSpec[],
  kept: readonly Alarm[] = [],
  pending: readonly Pending[] = [],
) {
  const alerts = alertsOf('data', specs);
  const machine = createMachine(alerts, kept, pending);
  const step = (now: number, ...holding: readonly string[]) =>
    machine
      .step(
        now,
        alerts.map((alert) => ({
          alert,
          elements: holding.includes(alert.name) ? [{ labels: { node: 'daq' }, value: 0 }] : [],
        })),
      )
      .map(({ what, alarm }) => `${what} ${alarm.alert}`);
  return { machine, step };
}

test('an alarm is raised when its condition has held for its duration, and clears with it', () => {
  const { machine, step } = open([spec('Away', { forMs: 2 * MINUTE })]);
  assert.deepEqual(step(0, 'Away'), []);
  assert.equal(stateOf(machine.alarms()[0] as Alarm, [], 0), 'pending');
  assert.deepEqual(step(2 * MINUTE - 1, 'Away'), []);
  assert.deepEqual(step(2 * MINUTE, 'Away'), ['raised Away']);
  assert.equal(machine.alarms()[0]?.since, 0);
  assert.deepEqual([...machine.raised()], [['Away', [{ node: 'daq' }]]]);
  assert.deepEqual(step(3 * MINUTE), ['cleared Away']);
  assert.deepEqual(machine.alarms(), []);
});

test('a break before the duration is over begins anew', () => {
  const { step } = open([spec('Away', { forMs: MINUTE })]);
  assert.deepEqual(step(0, 'Away'), []);
  assert.deepEqual(step(50_000), []);
  assert.deepEqual(step(55_000, 'Away'), []);
  assert.deepEqual(step(110_000, 'Away'), []);
  assert.deepEqual(step(115_000, 'Away'), ['raised Away']);
});

test('a condition that pended before a restart goes on; the time between does not count', () => {
  const pending = [{ alert: 'Away', subject: 'node=daq', heldMs: 4 * MINUTE }];
  const specs = [spec('Away', { forMs: 10 * MINUTE })];
  const { machine, step } = open(specs, [], pending);
  // What agents deliver comes seconds after the start.
  assert.deepEqual(step(0), []);
  assert.deepEqual(step(20_000, 'Away'), []);
  assert.equal(machine.alarms()[0]?.since, 20_000 - 4 * MINUTE);
  assert.deepEqual(step(20_000 + 6 * MINUTE - 1, 'Away'), []);
  assert.deepEqual(step(20_000 + 6 * MINUTE, 'Away'), ['raised Away']);

  // A break after the start begins anew, and so does what is not seen again soon.
  const broken = open(specs, [], pending);
  broken.step(0, 'Away');
  broken.step(MINUTE);
  broken.step(2 * MINUTE, 'Away');
  assert.equal(broken.machine.alarms()[0]?.since, 2 * MINUTE);
  const late = open(specs, [], pending);
  late.step(0);
  late.step(2 * MINUTE, 'Away');
  assert.equal(late.machine.alarms()[0]?.since, 2 * MINUTE);
});

test('a latched alarm stays until a person has seen it', () => {
  const { machine, step } = open([spec('Lost', { isLatched: true })]);
  assert.deepEqual(step(0, 'Lost'), ['raised Lost']);
  assert.deepEqual(step(MINUTE), ['over Lost']);
  assert.deepEqual(step(2 * MINUTE), []);
  const changes = machine.acknowledge('Lost', null, ack, 3 * MINUTE);
  assert.deepEqual(
    changes.map(({ what }) => what),
    ['acknowledged', 'cleared'],
  );
  assert.deepEqual(changes[1]?.alarm.overAt, MINUTE);
  assert.deepEqual(machine.acknowledge('Lost', null, ack, 3 * MINUTE), []);
});

test('an alarm that was seen while it held clears by itself', () => {
  const { machine, step } = open([spec('Lost', { isLatched: true })]);
  step(0, 'Lost');
  assert.equal(machine.acknowledge('Lost', 'node=tape', ack, 1).length, 0);
  assert.equal(machine.acknowledge('Lost', 'node=daq', ack, 1).length, 1);
  assert.equal(stateOf(machine.alarms()[0] as Alarm, [], 2), 'acknowledged');
  assert.deepEqual(step(MINUTE), ['cleared Lost']);
});

const family = [
  spec('Child', { parents: [{ alert: 'Parent', equal: ['node'] }] }),
  spec('Parent', { forMs: 30_000 }),
];

test('what a parent explains is not told, also when the parent comes a little later', () => {
  const { machine, step } = open(family);
  assert.deepEqual(step(0, 'Child', 'Parent'), [], 'the parent pends: the child waits');
  assert.deepEqual(step(30_000, 'Child', 'Parent'), ['raised Parent', 'raised Child']);
  const child = machine.alarms().find(({ alert }) => alert === 'Child');
  assert.equal(child?.explainedBy, 'Parent node=daq');
  assert.deepEqual(step(40_000, 'Child'), ['cleared Parent']);
  assert.deepEqual(step(90_000, 'Child'), [], 'others may come back a moment later');
  assert.deepEqual(step(100_000, 'Child'), ['unexplained Child']);
});

test('a parent that does not come to be raised holds its children no longer', () => {
  const { step } = open(family);
  step(0, 'Child', 'Parent');
  assert.deepEqual(step(10_000, 'Child'), ['raised Child']);
  assert.deepEqual(step(20_000, 'Child', 'Parent'), []);
  assert.deepEqual(step(50_000, 'Child', 'Parent'), ['raised Parent', 'explained Child']);
});

test('what comes and goes is one alarm, and stays until it has been quiet', () => {
  const { machine, step } = open([spec('Flaps')]);
  assert.deepEqual(step(0, 'Flaps'), ['raised Flaps']);
  assert.deepEqual(step(MINUTE), ['cleared Flaps']);
  assert.deepEqual(step(2 * MINUTE, 'Flaps'), ['again Flaps']);
  assert.deepEqual(step(3 * MINUTE), ['cleared Flaps']);
  assert.deepEqual(step(4 * MINUTE, 'Flaps'), ['again Flaps']);
  assert.deepEqual(step(5 * MINUTE), ['over Flaps']);
  assert.deepEqual(step(6 * MINUTE, 'Flaps'), ['holds Flaps']);
  const [alarm] = machine.alarms();
  assert.deepEqual([alarm?.raisedAt, alarm?.times], [0, 4]);
  assert.deepEqual(step(7 * MINUTE), ['over Flaps']);
  assert.deepEqual(step(16 * MINUTE), []);
  assert.deepEqual(step(17 * MINUTE), ['cleared Flaps']);
  assert.deepEqual(step(28 * MINUTE, 'Flaps'), ['raised Flaps'], 'after a pause it is another');
});

test('a raised alarm goes on after a restart with its since', () => {
  const before = open([spec('Away')]);
  before.step(0, 'Away');
  const { machine, step } = open([spec('Away')], before.machine.alarms());
  assert.deepEqual(step(MINUTE, 'Away'), []);
  assert.equal(machine.alarms()[0]?.since, 0);
  assert.deepEqual(step(2 * MINUTE), ['cleared Away']);
});

test('a shelf holds an alarm, or all of its alert, until its time', () => {
  const shelf = { alert: 'Away', subject: null, until: 100, at: 0, by: 'Ada', why: 'works' };
  const own = { ...shelf, subject: 'node=daq', until: 200 };
  const about = { alert: 'Away', subject: 'node=daq' };
  assert.equal(shelfOf(about, [shelf, own], 50), own);
  assert.equal(shelfOf({ ...about, subject: 'node=tape' }, [shelf, own], 50), shelf);
  assert.equal(shelfOf(about, [shelf], 100), null);
});
