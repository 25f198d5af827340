/** Temperatures are judged by the bridge's errors, the resistance and the plates around them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { createBlueforsJoin, judgeBluefors } from '#agents/formats/bluefors-join.ts';
import type { JoinState } from '#agents/formats/bluefors-join.ts';
import type { ParsedReading } from '#agents/formats/bluefors-line.ts';

function reading(channel: string, t: number, value: number): ParsedReading {
  return { channel, t, timeFlag: null, value, quality: 'good', raw: String(value) };
}

const event = (t: number, sensor: number, text: string) => ({ t, sensor, text });

function qualityOf(
  readings: ParsedReading[],
  events: ReturnType<typeof event>[],
  channel = 'ch6-t',
) {
  const judged = judgeBluefors({ readings, events });
  return judged.filter((one) => one.channel === channel).map((one) => one.quality);
}

test('an error covers the one reading of its thermometer within two seconds', () => {
  const readings = [0, 60, 120].map((s) => reading('ch6-t', s * 1000, 102.005));
  assert.deepEqual(qualityOf(readings, [event(59_000, 6, 'T. OVER')]), ['good', 'over', 'good']);
  assert.deepEqual(qualityOf(readings, [event(57_000, 6, 'T. OVER')]), ['good', 'good', 'good']);
  assert.deepEqual(qualityOf(readings, [event(60_000, 1, 'T. OVER')]), ['good', 'good', 'good']);
});

test('what each error means for temperature and resistance', () => {
  const readings = [reading('ch6-t', 0, 1), reading('ch6-r', 0, 500)];
  const both = (text: string) => [
    ...qualityOf(readings, [event(0, 6, text)]),
    ...qualityOf(readings, [event(0, 6, text)], 'ch6-r'),
  ];
  assert.deepEqual(both('T. OVER'), ['over', 'good']);
  assert.deepEqual(both('T. UNDER'), ['under', 'good']);
  assert.deepEqual(both('R. OVER'), ['uncalibrated', 'over']);
  assert.deepEqual(both('VCM OVL'), ['uncalibrated', 'uncalibrated']);
  assert.deepEqual(both('VMIX OVL'), ['good', 'good']);
});

test('a resistance below zero makes the temperature under range without any error line', () => {
  const readings = [reading('ch1-t', 0, 20.1), reading('ch1-r', 0, -1.8e-5)];
  assert.deepEqual(qualityOf(readings, [], 'ch1-t'), ['under']);
  assert.deepEqual(qualityOf(readings, [], 'ch1-r'), ['under']);
});

test('a cold stage inside warm plates is not called cold', () => {
  const warm = [reading('ch1-t', 0, 293), reading('ch2-t', 0, 294)];
  assert.deepEqual(qualityOf([reading('ch6-t', 0, 27), ...warm], []), ['uncalibrated']);
  assert.deepEqual(qualityOf([reading('ch6-t', 5 * 3_600_000, 27), ...warm], []), ['uncalibrated']);
  assert.deepEqual(qualityOf([reading('ch6-t', 7 * 3_600_000, 27), ...warm], []), ['good']);
  assert.deepEqual(qualityOf([reading('ch6-t', 0, 290), ...warm], []), ['good']);
  const cold = [reading('ch1-t', 0, 48), reading('ch2-t', 0, 3)];
  assert.deepEqual(qualityOf([reading('ch6-t', 0, 0.009), ...cold], []), ['good']);
});

test('a reading waits for its error, and a late error corrects it under the same key', () => {
  const join = createBlueforsJoin({ holdMs: 5_000 });
  join.addReadings([reading('ch6-t', 10_000, 102)]);
  assert.deepEqual(join.take(14_000), []);
  join.addEvents([event(10_000, 6, 'T. OVER')]);
  assert.partialDeepStrictEqual(join.take(15_000), [
    { t: 10_000, quality: 'over', isCorrection: false },
  ]);
  join.addReadings([reading('ch6-t', 70_000, 102)]);
  assert.partialDeepStrictEqual(join.take(80_000), [{ t: 70_000, quality: 'good' }]);
  join.addEvents([event(70_000, 6, 'T. OVER')]);
  assert.partialDeepStrictEqual(join.take(81_000), [
    { channel: 'ch6-t', t: 70_000, value: 102, quality: 'over', isCorrection: true },
  ]);
  assert.deepEqual(join.take(82_000), []);
});

test('a join stopped at any point and resumed from its state gives the same readings', () => {
  const sensor = fc.constantFrom(1, 2, 6);
  const step = fc.record({
    sensor,
    warm: fc.boolean(),
    error: fc.constantFrom('', 'T. OVER', 'T. UNDER'),
  });
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 40 }),
      fc.integer({ min: 0, max: 40 }),
      (steps, cut) => {
        const run = (isCut: boolean) => {
          let join = createBlueforsJoin();
          const out: unknown[] = [];
          for (const [index, { sensor, warm, error }] of steps.entries()) {
            if (isCut && index === cut) {
              const state: JoinState = JSON.parse(JSON.stringify(join.state()));
              join = createBlueforsJoin({ resume: state });
            }
            const at = index * 3_000;
            join.addReadings([reading(`ch${sensor}-t`, at, warm ? 294 : 20)]);
            if (error !== '') join.addEvents([event(at, sensor, error)]);
            out.push(...join.take(at));
          }
          return [...out, ...join.take(Number.POSITIVE_INFINITY)];
        };
        const whole = run(false);
        assert.equal(whole.length, steps.length, 'nothing is lost, nothing comes twice');
        assert.deepEqual(run(true), whole);
      },
    ),
  );
});
