/** The words of e-mails: what a phone shows, what stands below, and which belong together. */

import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { FlashEvent } from '#telemetry/events/alarm-event.ts';
import { compose, entriesOf } from '#telemetry/events/compose.ts';
import { testEvent } from '#telemetry/events/make-event.ts';
import { mailText } from '#telemetry/receivers/mail-text.ts';
import { eventOf, ORIGIN, START } from '../../support/notices.ts';

function composed(alone: number, ...events: ReturnType<typeof eventOf>[]): FlashEvent {
  const message = compose(
    entriesOf(events.map((event, id) => ({ id, at: START, notBefore: 0, event }))),
    alone,
  );
  if (message === null) throw new Error('nothing to tell');
  return message.event;
}

it('an alarm is one thread: each message answers the first', () => {
  const raised = mailText(eventOf('raised', START));
  const cleared = mailText(eventOf('cleared', START + 1_500_000, { raisedAt: START }));
  assert.equal(raised.subject, 'Warning: Sensor over range, fridge/ch6-t');
  assert.equal(cleared.subject, 'Cleared: Sensor over range, fridge/ch6-t');
  assert.equal(raised.thread, null);
  assert.equal(cleared.thread, raised.id);
  assert.notEqual(cleared.id, raised.id);
  assert.match(
    raised.text,
    /^Raised: Sensor over range, fridge\/ch6-t \(warning\)\nfridge\/ch6-t is over/,
  );
  assert.match(
    raised.text,
    /What to do: {6}https:\/\/flash\.example\.org\/docs\/procedures\/alarms\//,
  );
  assert.match(cleared.text, /Over since: {6}2026-11-20 10:25:00 UTC, after 25 min/);
  assert.doesNotMatch(cleared.text, /What to do/);
});

it('what came and went is one message that tells both', () => {
  const { text } = mailText(
    composed(1, eventOf('raised', START), eventOf('cleared', START + 60_000, { raisedAt: START })),
  );
  assert.match(text, /In this message: raised 10:00:00; cleared 10:01:00/);
});

it('several alarms are one message', () => {
  const digest = mailText(
    composed(
      1,
      eventOf('raised', START, { channel: 'a' }),
      eventOf('cleared', START, { channel: 'b' }),
    ),
  );
  assert.equal(digest.subject, 'Warning: 1 alarm raised, 1 over');
  assert.equal(digest.thread, null);
  assert.equal(
    digest.text.split('\n\n').filter((block) => /^(Raised|Cleared):/.test(block)).length,
    2,
  );
});

it('HTML is escaped, and addresses are links', () => {
  const { html } = mailText(eventOf('raised', START, { channel: '<b>&"' }));
  assert.match(html, /Sensor over range, &lt;b&gt;&amp;&quot;/);
  assert.match(html, /<a href="https:\/\/flash\.example\.org\/alarms\/">/);
});

it('a test says that nothing is wrong', () => {
  const { subject, text } = mailText(testEvent('on-call', START, ORIGIN));
  assert.equal(subject, 'Test of alarms');
  assert.match(text, /Nothing is wrong/);
});
