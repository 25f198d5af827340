import assert from 'node:assert/strict';
import { test } from 'node:test';

import { hashSync } from 'bcryptjs';

import { createPageGuard, readBasic } from '#agents/page-guard.ts';
import type { PageUsers } from '#agents/page-guard.ts';
import { createPages } from '#agents/pages.ts';

const PAGE = { status: 200, headers: {}, body: 'page' };
const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`;

/** Asks for a page with what stands in `authorization`. */
function asker(token: string | null, users: () => PageUsers = () => ({})) {
  const pages = createPages({
    guard: createPageGuard({ token: () => token, users }),
    metrics: () => Promise.resolve(PAGE),
    healthz: () => PAGE,
    readyz: () => PAGE,
  });
  return async (path: string, given: string | null) =>
    pages({ method: 'GET', url: `http://a${path}`, headers: { get: () => given } });
}

test('with a token /metrics and /readyz want it, /healthz does not', async () => {
  const ask = asker('very-secret');
  const refused = await ask('/metrics', null);
  assert.equal(refused.status, 401);
  assert.equal(refused.headers['www-authenticate'], 'Bearer realm="flash"');
  assert.equal((await ask('/readyz', 'Bearer very-secreT')).status, 401);
  assert.equal((await ask('/metrics', 'Bearer very-secret')).status, 200);
  assert.equal((await ask('/metrics', 'Bearer very-secret2')).status, 401);
  assert.equal((await ask('/metrics', basic('a:very-secret'))).status, 401);
  assert.equal((await ask('/healthz', null)).status, 200);
});

test('names and passwords are judged by their hashes, and a changed hash holds at once', async () => {
  let users: PageUsers = { ada: hashSync('per aspera: ad astra', 4) };
  const ask = asker(null, () => users);
  const status = async (pair: string): Promise<number> =>
    (await ask('/metrics', basic(pair))).status;
  assert.equal(await status('ada:per aspera: ad astra'), 200);
  assert.equal(await status('ada:per aspera: ad astra'), 200);
  assert.equal(await status('ada:wrong'), 401);
  assert.equal(await status('bob:per aspera: ad astra'), 401);
  assert.equal(await status('constructor:x'), 401);
  assert.equal((await ask('/metrics', null)).headers['www-authenticate'], 'Basic realm="flash"');
  users = { ada: hashSync('new', 4) };
  assert.equal(await status('ada:per aspera: ad astra'), 401);
  assert.equal(await status('ada:new'), 200);
});

test('guesses wait for their turn, and too many at once are refused unjudged', async () => {
  const users = { ada: hashSync('right', 6) };
  const guard = createPageGuard({ token: () => null, users: () => users });
  const guesses = Array.from({ length: 200 }, (_, n) => guard.allows(basic(`ada:${n}`)));
  assert.deepEqual(new Set(await Promise.all(guesses)), new Set([false]));
  assert.equal(await guard.allows(basic('ada:right')), true);
});

test('the header of RFC 7617 is read, anything else is nobody', () => {
  assert.deepEqual(readBasic(basic('a:b:c')), ['a', 'b:c']);
  assert.deepEqual(readBasic(basic('caff\u00e8:')), ['caff\u00e8', '']);
  for (const odd of ['', 'Basic', 'Basic ???', `Basic ${Buffer.from('x').toString('base64')}`])
    assert.equal(readBasic(odd), null, odd);
});
