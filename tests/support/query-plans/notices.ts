/** Notices of alarms as after some years, and once all that the hub and its commands ask about them. */

import {
  createNoticeStore,
  readToldChanges,
  tellWhatIsRaised,
  writeEvents,
  type NewEvent,
} from '#telemetry/catalogue/notices.ts';
import { readAlarmHistory, readRaisedAlarms } from '#telemetry/catalogue/alarms.ts';
import { consistentReads } from '#telemetry/catalogue/read/consistent.ts';
import {
  forgetTold,
  readReceivers,
  readTries,
  takeReceivers,
} from '#telemetry/catalogue/receivers.ts';
import type { Waiting } from '#telemetry/events/compose.ts';
import type { Outcome } from '#telemetry/receivers/outcome.ts';
import type { TestCatalogue } from '../catalogue.ts';
import { eventOf } from '../notices.ts';

const COUNT = 600;
const HOUR = 3_600_000;
/** Between two alarms. */
const APART = 12 * HOUR;
const RECEIVER = { name: 'control-room', kind: 'webhook' };
/** How many of the last are still raised, and not told. */
const OPEN = 5;

/** Fills in alarms of the hours before a time; the last few are raised, and wait to be told. */
export async function fillNotices({ administrator }: TestCatalogue, until: number): Promise<void> {
  const rows = Array.from({ length: COUNT }, (_, n) => {
    const at = until - (COUNT - n) * APART;
    const event = eventOf('raised', at, { channel: `fridge/ch${String(n % 20)}-t` });
    const subject = event.subject.slice(event.subject.indexOf(' ') + 1);
    return { at, event, subject, isOpen: n >= COUNT - OPEN };
  });
  await administrator.batch(
    `INSERT INTO alarm (alert, subject, raised_ms, labels_json, severity, since_ms, cleared_ms, summary)
     VALUES (?, ?, ?, '{}', 'warning', ?, ?, '')`,
    rows.map(({ at, event, subject, isOpen }) => [
      event.data.alert,
      subject,
      at,
      at,
      isOpen ? null : at + 60_000,
    ]),
  );
  await administrator.batch(
    `INSERT INTO alarm_event (id, event_id, at_ms, what, alert, subject, raised_ms, event_json)
     VALUES (?, ?, ?, 'raised', ?, ?, ?, ?)`,
    rows.map(({ at, event, subject }, n) => [
      n + 1,
      event.id,
      at,
      event.data.alert,
      subject,
      at,
      JSON.stringify(event),
    ]),
  );
  await administrator.batch(
    'INSERT INTO alarm_notice (receiver, event, at_ms, state) VALUES (?, ?, ?, ?)',
    rows.map(({ at, isOpen }, n) => [RECEIVER.name, n + 1, at, isOpen ? 'waiting' : 'told']),
  );
  await administrator.batch(
    `INSERT INTO alarm_try (receiver, at_ms, took_ms, event_id, type, alarms, changes, outcome, answer)
     VALUES (?, ?, 1, ?, 't', 1, 1, 'delivered', '')`,
    [
      ...rows.map(({ at, event }) => [RECEIVER.name, at, event.id] as const),
      // Another receiver has been down for the last hour.
      ...rows
        .slice(0, 200)
        .map(({ event }, n) => ['on-call', until - n * 10_000, event.id] as const),
    ],
  );
}

/** As the hub tells and forgets, and as its commands read. */
export async function tellAndForget({ pools }: TestCatalogue, until: number): Promise<void> {
  const { recorder } = pools;
  const read = consistentReads(pools.publisher);
  await takeReceivers(recorder, [RECEIVER, { name: 'gone', kind: 'email' }]);
  await takeReceivers(recorder, [RECEIVER]);
  await read(readToldChanges);
  const raised = (await read(readRaisedAlarms))[0];
  if (raised === undefined) throw new Error('no alarm is raised');
  const { alert, subject, raisedAt } = raised;
  const change: NewEvent = {
    alert,
    subject,
    raisedAt,
    severity: 'warning',
    what: 'cleared',
    at: until,
    event: eventOf('cleared', until),
  };
  const wish = {
    ...RECEIVER,
    severities: ['warning'],
    alerts: null,
    changes: ['raised', 'cleared'],
  } as const;
  const connection = await recorder.getConnection();
  await writeEvents(connection, [change], [wish]);
  await connection.release();
  await tellWhatIsRaised(recorder, [wish], until);
  const store = createNoticeStore(recorder);
  const { waiting } = await store.read(RECEIVER.name, until);
  for (const outcome of outcomes) await store.note(RECEIVER.name, tryOf(waiting, outcome, until));
  await read((one) => readAlarmHistory(one, until - 24 * HOUR, until, 10));
  await read(readReceivers);
  await read((one) => readTries(one, RECEIVER.name, 10));
  await read((one) => readTries(one, null, 10));
  await forgetTold(recorder, until - COUNT * APART * 0.95);
}

const outcomes: readonly Outcome[] = [
  { kind: 'refused', reason: 'refused', answer: '404' },
  { kind: 'delivered', answer: '204' },
];

function tryOf(waiting: readonly Waiting[], outcome: Outcome, at: number) {
  const [first, second, third] = waiting;
  if (first === undefined || second === undefined || third === undefined)
    throw new Error('fewer wait than were put in');
  const message = { event: first.event, entries: [] };
  const [told, later] = outcome.kind === 'delivered' ? [[first.id], []] : [[], [second.id]];
  return {
    at,
    tookMs: 1,
    message,
    outcome,
    told,
    later,
    givenUp: [third.id],
    failures: 0,
    notBefore: 0,
  };
}
