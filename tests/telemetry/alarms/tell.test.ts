/** What is told of alarms: each change once, nothing that is explained or on a shelf, and nothing missed. */

import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Shelf } from '#telemetry/alarms/alarm.ts';
import { createTeller } from '#telemetry/alarms/tell.ts';
import { sensorAlarm, START } from '../../support/notices.ts';

const seen = { at: START + 5, by: 'Ada Verdi', why: 'seen' };
const shelf: Shelf = {
  alert: 'SensorOverRange',
  subject: null,
  until: START + 1_000,
  at: START,
  by: 'Ada Verdi',
  why: 'works',
};
const words = (news: ReturnType<ReturnType<typeof createTeller>['take']>) =>
  news.map(({ what }) => what);

it('raised, seen, over and cleared, each once', () => {
  const teller = createTeller([]);
  const alarm = sensorAlarm();
  const acknowledged = { ...alarm, acknowledged: seen };
  const cleared = { ...acknowledged, overAt: START + 9, clearedAt: START + 9 };
  assert.deepEqual(words(teller.take([{ what: 'raised', alarm }], [alarm], [], START)), ['raised']);
  assert.deepEqual(words(teller.take([], [alarm], [], START + 1)), []);
  const [news] = teller.take(
    [{ what: 'acknowledged', alarm: acknowledged }],
    [acknowledged],
    [],
    START + 6,
  );
  assert.deepEqual([news?.what, news?.at], ['acknowledged', START + 5]);
  assert.deepEqual(words(teller.take([{ what: 'cleared', alarm: cleared }], [], [], START + 9)), [
    'cleared',
  ]);
  assert.deepEqual(
    words(teller.take([{ what: 'cleared', alarm: cleared }], [], [], START + 9)),
    [],
  );
});

it('what came and went between two looks is told', () => {
  const alarm = sensorAlarm();
  const cleared = { ...alarm, clearedAt: START + 1 };
  const news = createTeller([]).take(
    [
      { what: 'raised', alarm },
      { what: 'cleared', alarm: cleared },
    ],
    [],
    [],
    START + 2,
  );
  assert.deepEqual(words(news), ['raised', 'cleared']);
});

it('what another explains is told when that is gone, and its end only to whom it was told', () => {
  const teller = createTeller([]);
  const explained = sensorAlarm({ explainedBy: 'DeviceSilent device=fridge' });
  assert.deepEqual(
    words(teller.take([{ what: 'raised', alarm: explained }], [explained], [], START)),
    [],
  );
  assert.deepEqual(
    words(
      teller.take([{ what: 'cleared', alarm: { ...explained, clearedAt: START } }], [], [], START),
    ),
    [],
  );
  const alone = { ...explained, explainedBy: null };
  assert.deepEqual(
    words(teller.take([{ what: 'unexplained', alarm: alone }], [alone], [], START + 1)),
    ['raised'],
  );
});

it('what is on a shelf is told when the shelf ends, if nobody has seen it', () => {
  const teller = createTeller([]);
  const alarm = sensorAlarm();
  assert.deepEqual(words(teller.take([{ what: 'raised', alarm }], [alarm], [shelf], START)), []);
  assert.deepEqual(words(teller.take([], [alarm], [shelf], START + 999)), []);
  assert.deepEqual(words(teller.take([], [alarm], [shelf], START + 1_000)), ['raised']);
  const quiet = createTeller([]);
  assert.deepEqual(words(quiet.take([], [{ ...alarm, acknowledged: seen }], [], START)), []);
});

it('that a told alarm is put on a shelf and taken off is told', () => {
  const alarm = sensorAlarm();
  const before = [{ ...alarm, what: 'raised' as const }];
  const teller = createTeller(before);
  const [news] = teller.take([], [alarm], [shelf], START);
  assert.deepEqual([news?.what, news?.shelf?.by], ['shelved', 'Ada Verdi']);
  assert.deepEqual(words(teller.take([], [alarm], [shelf], START)), []);
  // A hub that begins here knows.
  const next = createTeller([...before, { ...alarm, what: 'shelved' }]);
  assert.deepEqual(words(next.take([], [alarm], [shelf], START)), []);
  assert.deepEqual(words(next.take([], [alarm], [], START + 2_000)), ['unshelved']);
});

it('a hub that begins anew tells only what was not told', () => {
  const alarm = sensorAlarm();
  const other = sensorAlarm({ subject: 'channel=b' });
  const news = createTeller([{ ...alarm, what: 'raised' }]).take([], [alarm, other], [], START + 1);
  assert.deepEqual(
    news.map((one) => [one.what, one.alarm.subject]),
    [['raised', 'channel=b']],
  );
});

it('what comes back is told again; what flaps is told of once', () => {
  const alarm = sensorAlarm({ times: 2 });
  const teller = createTeller([
    { ...alarm, what: 'raised' },
    { ...alarm, what: 'cleared' },
  ]);
  assert.deepEqual(words(teller.take([{ what: 'again', alarm }], [alarm], [], START)), ['raised']);
  const flapping = { ...alarm, times: 3, overAt: START };
  assert.deepEqual(
    words(teller.take([{ what: 'over', alarm: flapping }], [flapping], [], START)),
    [],
  );
});
