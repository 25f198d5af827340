/** A webhook over real sockets: what it is sent, what its answers mean, and that no secret is told. */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { receiverSchema } from '#telemetry/config/receivers.ts';
import { systemClock } from '#telemetry/effects.ts';
import type { Outcome } from '#telemetry/receivers/outcome.ts';
import { createWebhook } from '#telemetry/receivers/webhook.ts';
import { createAuthority } from '../../support/certificates.ts';
import { startHookDouble } from '../../support/hook-double.ts';
import { eventOf, START } from '../../support/notices.ts';

const folder = mkdtempSync(join(tmpdir(), 'flash-webhook-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const never = new AbortController().signal;

function send(settings: Readonly<Record<string, unknown>>, signal = never): Promise<Outcome> {
  const config = receiverSchema.parse({ name: 'hook', kind: 'webhook', timeout_s: 1, ...settings });
  if (config.kind !== 'webhook') throw new Error('no webhook');
  const message = { event: eventOf('raised', START), entries: [] };
  return createWebhook(config, systemClock).send(message, signal);
}

describe('a webhook', () => {
  it('is posted a CloudEvent with its token and headers', async () => {
    await using double = await startHookDouble();
    const tokenFile = join(folder, 'token');
    writeFileSync(tokenFile, 'tok-42\n');
    const outcome = await send({
      url: double.url,
      token_file: tokenFile,
      headers: { 'X-Team': 'quax' },
    });
    assert.deepEqual(outcome, { kind: 'delivered', answer: '204' });
    const [hook] = double.hooks;
    assert.equal(hook?.headers['content-type'], 'application/cloudevents+json; charset=utf-8');
    assert.equal(hook.headers.authorization, 'Bearer tok-42');
    assert.equal(hook.headers['x-team'], 'quax');
    assert.deepEqual(hook.event, eventOf('raised', START));
  });

  it('that is slow, gone or busy is tried again, with what it said', async () => {
    await using double = await startHookDouble();
    Object.assign(double.says, { answer: 0 });
    assert.partialDeepStrictEqual(await send({ url: double.url }), {
      reason: 'too slow',
      answer: 'no answer within 1 s',
    });
    Object.assign(double.says, {
      answer: 429,
      headers: { 'Retry-After': '90' },
      body: 'slow down',
    });
    assert.deepEqual(await send({ url: double.url }), {
      kind: 'failed',
      reason: 'busy',
      answer: '429: slow down',
      retryAfterMs: 90_000,
    });
    const { url } = double;
    await double[Symbol.asyncDispose]();
    assert.partialDeepStrictEqual(await send({ url }), { kind: 'failed', reason: 'no answer' });
  });

  it('is not followed elsewhere', async () => {
    await using double = await startHookDouble();
    Object.assign(double.says, {
      answer: 307,
      headers: { Location: 'https://other.example.org/x?secret' },
    });
    const outcome = await send({ url: double.url });
    assert.deepEqual(outcome, {
      kind: 'refused',
      reason: 'refused',
      answer: '307; it leads to other.example.org',
    });
    assert.equal(double.hooks.length, 1);
  });

  it('whose address or token cannot be read waits until it can', async () => {
    const missing = join(folder, 'missing');
    const outcome = await send({ url_file: missing });
    assert.partialDeepStrictEqual(outcome, { kind: 'failed', reason: 'not configured' });
    writeFileSync(missing, 'no address');
    assert.match((await send({ url_file: missing })).answer, /holds no address/);
  });

  it('tells no secret where it fails', async () => {
    const file = join(folder, 'url');
    writeFileSync(file, 'http://127.0.0.1:9/services/s3cr3t?key=s3cr3t');
    const outcome = await send({ url_file: file, token: 's3cr3t' });
    assert.equal(outcome.kind, 'failed');
    assert.doesNotMatch(outcome.answer, /s3cr3t/);
  });

  it('over TLS needs an authority that is known', async () => {
    const authority = createAuthority(folder);
    const { cert, key } = authority.sign('hook');
    const papers = { cert: readFileSync(cert), key: readFileSync(key) };
    await using double = await startHookDouble(
      (listener) => createServer(papers, listener),
      'https',
    );
    assert.partialDeepStrictEqual(await send({ url: double.url }), { reason: 'certificate' });
    assert.equal((await send({ url: double.url, ca_file: authority.ca })).kind, 'delivered');
    assert.partialDeepStrictEqual(await send({ url: double.url, ca_file: key }), {
      reason: 'not configured',
    });
  });

  it('throws only where the hub ends', async () => {
    await using double = await startHookDouble();
    await assert.rejects(send({ url: double.url }, AbortSignal.abort()));
  });
});
