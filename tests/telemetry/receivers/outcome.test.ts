import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readHttpAnswer, readRetryAfter } from '#telemetry/receivers/outcome.ts';

const NOW = Date.parse('2026-11-20T10:00:00Z');
const read = (
  status: number,
  more: { body?: string; retryAfter?: string; location?: string } = {},
) =>
  readHttpAnswer(
    { status, body: more.body ?? '', retryAfter: more.retryAfter, location: more.location },
    NOW,
  );

it('taken, later, never: by the status', () => {
  for (const status of [200, 201, 202, 204]) assert.equal(read(status).kind, 'delivered');
  for (const status of [408, 425, 429, 500, 502, 503, 504, 507])
    assert.equal(read(status).kind, 'failed');
  for (const status of [301, 308, 400, 401, 403, 404, 405, 410, 413, 415, 422])
    assert.equal(read(status).kind, 'refused');
});

it('says the first line of the answer, and where a redirection leads', () => {
  assert.equal(read(500, { body: 'out of\nmemory' }).answer, '500: out of');
  assert.equal(
    read(301, { location: 'chat.example.org' }).answer,
    '301; it leads to chat.example.org',
  );
  assert.ok(read(500, { body: 'x'.repeat(5_000) }).answer.length < 250);
});

it('Retry-After is seconds or a date, an hour at most', () => {
  assert.equal(readRetryAfter('120', NOW), 120_000);
  assert.equal(readRetryAfter('Fri, 20 Nov 2026 10:02:00 GMT', NOW), 120_000);
  assert.equal(readRetryAfter('Fri, 20 Nov 2026 09:00:00 GMT', NOW), 0);
  assert.equal(readRetryAfter('86400', NOW), 3_600_000);
  assert.equal(readRetryAfter('soon', NOW), null);
  assert.equal(readRetryAfter(undefined, NOW), null);
});
