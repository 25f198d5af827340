/** E-mail to a server after RFC 5321: threads, several readers, and what its replies mean. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { receiverSchema } from '#telemetry/config/receivers.ts';
import { createEmail } from '#telemetry/receivers/email.ts';
import { eventOf, START } from '../../support/notices.ts';
import { startSmtpDouble } from '../../support/smtp-double.ts';

const [ADA, LINA] = ['ada.verdi@example.org', 'lina.rossi@example.org'];
const never = new AbortController().signal;

function open(port: number, settings: Readonly<Record<string, unknown>> = {}) {
  const config = receiverSchema.parse({
    name: 'mail',
    kind: 'email',
    timeout_s: 2,
    to: [ADA, LINA],
    from: 'flash@example.org',
    smtp: { host: '127.0.0.1', port, security: 'none' },
    ...settings,
  });
  if (config.kind !== 'email') throw new Error('no e-mail');
  const receiver = createEmail(config);
  return (event = eventOf('raised', START)) => receiver.send({ event, entries: [] }, never);
}

describe('an e-mail', () => {
  it('goes to everybody, and the messages of an alarm are one thread', async () => {
    await using double = await startSmtpDouble();
    const send = open(double.port);
    assert.equal((await send()).kind, 'delivered');
    assert.equal(
      (await send(eventOf('cleared', START + 60_000, { raisedAt: START }))).kind,
      'delivered',
    );
    const [raised, cleared] = double.mails;
    assert.deepEqual([raised?.from, raised?.to], ['flash@example.org', [ADA, LINA]]);
    assert.equal(raised?.headers['subject'], 'Warning: Sensor over range, fridge/ch6-t');
    assert.equal(raised.headers['auto-submitted'], 'auto-generated');
    assert.match(raised.headers['message-id'] ?? '', /^<[0-9a-f]{32}@example\.org>$/);
    assert.equal(raised.headers['references'], undefined);
    assert.equal(cleared?.headers['references'], raised.headers['message-id']);
    assert.equal(cleared?.headers['in-reply-to'], raised.headers['message-id']);
    assert.match(raised.text, /text\/plain[\s\S]*is over the[\s=]*range[\s\S]*text\/html/);
  });

  it('that one reader gets later is sent to that one alone', async () => {
    await using double = await startSmtpDouble();
    const send = open(double.port);
    const asked = `RCPT TO:<${LINA}>`;
    double.replies.set(asked, '450 4.2.0 Greylisted, come back later');
    const outcome = await send();
    assert.partialDeepStrictEqual(outcome, { kind: 'failed', reason: 'busy' });
    assert.match(outcome.answer, /taken for 1 of 2; lina\.rossi@example\.org: 450/);
    double.replies.delete(asked);
    assert.equal((await send()).kind, 'delivered');
    assert.deepEqual(
      double.mails.map(({ to }) => to),
      [[ADA], [LINA]],
    );
    assert.equal(double.mails[0]?.headers['message-id'], double.mails[1]?.headers['message-id']);
  });

  it('to an address that does not exist is taken for the others, and that is said', async () => {
    await using double = await startSmtpDouble();
    double.replies.set(`RCPT TO:<${LINA}>`, '550 5.1.1 No such user');
    const outcome = await open(double.port)();
    assert.equal(outcome.kind, 'delivered');
    assert.match(outcome.answer, /taken for 1 of 2; lina\.rossi@example\.org: 550/);
  });

  it('is tried again after 4xx and silence, and refused after 5xx', async () => {
    await using double = await startSmtpDouble();
    const send = open(double.port);
    double.replies.set('.', '451 4.3.0 Try again');
    assert.partialDeepStrictEqual(await send(), {
      kind: 'failed',
      reason: 'busy',
      answer: '451 4.3.0 Try again',
    });
    double.replies.set('.', '554 5.7.1 Not here');
    assert.partialDeepStrictEqual(await send(), { kind: 'refused', answer: '554 5.7.1 Not here' });
    const { port } = double;
    await double[Symbol.asyncDispose]();
    assert.partialDeepStrictEqual(await open(port)(), { kind: 'failed', reason: 'no answer' });
  });

  it('is not sent in clear where TLS was asked for', async () => {
    await using double = await startSmtpDouble();
    const outcome = await open(double.port, { smtp: { host: '127.0.0.1', port: double.port } })();
    assert.equal(outcome.kind === 'delivered', false);
    assert.equal(double.mails.length, 0);
  });
});
