/** Events are CloudEvents 1.0 and keep to the schema that is published. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import {
  CHANGES,
  eventJsonSchema,
  eventSchema,
  parseAlarmEvent,
} from '#telemetry/events/alarm-event.ts';
import { compose, entriesOf } from '#telemetry/events/compose.ts';
import { alarmEvent, testEvent } from '#telemetry/events/make-event.ts';
import { alerts } from '#dashboards/alerts/index.ts';
import { definitionOf, eventOf, ORIGIN, sensorAlarm, START } from '../../support/notices.ts';

/** What a receiver in another language would check with. */
const published = z.fromJSONSchema(
  JSON.parse(JSON.stringify(eventJsonSchema())) as z.core.JSONSchema.JSONSchema,
);

describe('an event', () => {
  it('of every change keeps to the published schema', () => {
    for (const what of CHANGES) {
      const shelf = {
        alert: 'SensorOverRange',
        subject: null,
        until: START + 1e6,
        at: START,
        by: 'Ada Verdi',
        why: 'works',
      };
      const acknowledged = { at: START, by: 'Ada Verdi', why: 'seen' };
      const alarm = sensorAlarm({ acknowledged, overAt: START + 1, value: Number.NaN });
      const event = alarmEvent(
        { what, at: START, alarm, shelf },
        definitionOf(alarm.alert),
        ORIGIN,
      );
      assert.equal(published.safeParse(event).error?.message, undefined);
      assert.deepEqual(parseAlarmEvent(JSON.stringify(event)), event);
    }
  });

  it('of every alert has its value, limit and runbook', () => {
    for (const definition of alerts) {
      const alarm = sensorAlarm({ alert: definition.name, severity: definition.severity });
      const event = alarmEvent(
        { what: 'raised', at: START, alarm, shelf: null },
        definition,
        ORIGIN,
      );
      assert.equal(eventSchema.safeParse(event).error?.message, undefined, definition.name);
      assert.equal(event.data.runbook, `https://flash.example.org/docs/${definition.runbook}/`);
    }
  });

  it('has the attributes that CloudEvents asks for, and the same id for the same change', () => {
    const event = eventOf('raised', START);
    assert.deepEqual(
      { ...event, data: null },
      {
        specversion: '1.0',
        id: eventOf('raised', START).id,
        source: 'https://flash.example.org/',
        type: 'it.infn.flash.alarm.raised',
        subject: 'SensorOverRange channel=fridge/ch6-t,device=fridge,node=cryo',
        time: '2026-11-20T10:00:00.000Z',
        datacontenttype: 'application/json',
        dataschema: 'https://flash.example.org/alarm-event.json',
        data: null,
      },
    );
    const others = [
      eventOf('cleared', START),
      eventOf('raised', START + 1),
      eventOf('raised', START, { channel: 'b' }),
    ];
    assert.equal(new Set([event, ...others].map(({ id }) => id)).size, 4);
  });

  it('without an address of the site comes from its node', () => {
    const alarm = sensorAlarm();
    const origin = { node: 'lnf-hub', site: null };
    const event = alarmEvent(
      { what: 'raised', at: START, alarm, shelf: null },
      definitionOf(alarm.alert),
      origin,
    );
    assert.equal(event.source, 'urn:flash:lnf-hub');
    assert.equal(published.safeParse(event).error?.message, undefined);
    assert.equal(published.safeParse(testEvent('x', START, origin)).error?.message, undefined);
  });

  it('that is none is refused', () => {
    const event = eventOf('raised', START);
    for (const wrong of [
      { ...event, id: 'x' },
      { ...event, type: 'it.infn.flash.alarm.lost' },
      { ...event, more: 1 },
      { ...event, data: {} },
    ])
      assert.equal(published.safeParse(wrong).success, false);
  });
});

describe('a message', () => {
  const wait = (...events: ReturnType<typeof eventOf>[]) =>
    entriesOf(events.map((event, id) => ({ id, at: START, notBefore: 0, event })));

  it('tells an alarm that came and went at once, as its last event', () => {
    const events = [
      eventOf('raised', START),
      eventOf('cleared', START + 60_000, { raisedAt: START }),
    ];
    const message = compose(wait(...events), 5);
    assert.equal(message?.event.id, events[1]?.id);
    assert.equal(message?.event.type, 'it.infn.flash.alarm.cleared');
    assert.deepEqual(message?.entries[0]?.notices, [0, 1]);
    const data = events[1]?.data;
    assert.deepEqual(message?.event.data, {
      ...data,
      changes: events.flatMap((event) => event.data.changes),
    });
  });

  it('of many alarms is a digest: raised ones first, the same id for the same changes', () => {
    const events = ['a', 'b', 'c'].map((channel) => eventOf('raised', START, { channel }));
    const gone = eventOf('cleared', START + 5, { channel: 'a', raisedAt: START });
    const digest = compose(wait(...events, gone), 1);
    assert.equal(published.safeParse(digest?.event).error?.message, undefined);
    assert.partialDeepStrictEqual(digest?.event, {
      type: 'it.infn.flash.alarm.digest',
      time: '2026-11-20T10:00:00.005Z',
      data: { raised: 2, cleared: 1, alarms: [{ about: 'b' }, { about: 'c' }, { about: 'a' }] },
    });
    assert.equal(compose(wait(...events.toReversed(), gone), 1)?.event.id, digest?.event.id);
    assert.notEqual(compose(wait(...events), 1)?.event.id, digest?.event.id);
    assert.equal(compose([], 1), null);
  });
});
