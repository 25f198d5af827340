/** What the demo's people do is theirs for ever: the same ids after a restart, nothing before its time, each sent once. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { actsOf } from '#agents/simulator/people.ts';
import { EVENTS, isEventName } from '#agents/simulator/events.ts';
import { STORIES } from '#agents/simulator/people-stories.ts';
import { makePlan } from '#agents/simulator/schedule.ts';
import { createTeller } from '#agents/simulator/tell-people.ts';
import type { Act } from '#telemetry/logbook/act.ts';
import { parseAct } from '#telemetry/recorder/acts/write-act.ts';

const ORIGIN = Date.parse('2026-11-23T10:00:00Z');
const HISTORY = 72 * 3_600_000;
const INPUT = { seed: 1, origin: ORIGIN, historyMs: HISTORY, starts: [], injected: [] };
const plan = makePlan(INPUT, ORIGIN);
const acts = actsOf(plan, ORIGIN - HISTORY, ORIGIN);

test('three days of people: shifts, entries with tables and answers, flags, one taken back, one edited', () => {
  const count = (kind: string): number => acts.filter((act) => act.do === kind).length;
  assert.ok(count('shift.set') >= 15, 'shifts, also of the next two days');
  assert.ok(count('log.add') >= 25);
  assert.ok(count('flag.add') >= 3);
  assert.equal(count('flag.withdraw'), 1);
  assert.ok(count('log.edit') >= 1);
  assert.ok(acts.some((act) => act.do === 'log.add' && act.body?.includes('|--:|') === true));
  assert.ok(acts.some((act) => act.do === 'log.add' && act.replyTo !== null));
  assert.equal(new Set(acts.map(({ id }) => id)).size, acts.length);
  for (const act of acts) parseAct(act);
});

test('whoever flags a span knows its end', () => {
  const at = ORIGIN - HISTORY / 2;
  for (const clearedAt of [undefined, at + 20 * 60_000, at + 90 * 60_000]) {
    const cleared = clearedAt === undefined ? {} : { clearedAt };
    for (const name of Object.keys(EVENTS).filter(isEventName))
      for (const act of STORIES[name]?.({ name, at, ...cleared }, plan) ?? [])
        assert.ok(act.do !== 'flag.add' || (act.to ?? act.at) <= act.at, name);
  }
});

test('every run that is over is judged once, a test and what goes on are not', () => {
  const later = ORIGIN + 6 * 3_600_000;
  const judged = actsOf(plan, ORIGIN - HISTORY, later).flatMap((act) =>
    act.do === 'flag.add' && act.from === null && act.run !== null ? [act] : [],
  );
  const numbers = judged.map(({ run }) => run?.number);
  const isJudged = plan.runs.map(({ kind, to }) => kind !== 'test' && to + 46 * 60_000 <= later);
  assert.deepEqual(
    numbers.toSorted((a = 0, b = 0) => a - b),
    isJudged.flatMap((is, i) => (is ? [i + 1] : [])),
  );
  assert.ok(numbers.length >= 8);
  for (const { run, at, quality } of judged) {
    const { isAborted, from, to } = plan.runs[(run?.number ?? 0) - 1] ?? assert.fail();
    assert.ok(at > to);
    assert.equal(quality, isAborted && to - from < 30 * 60_000 ? 'bad' : 'good');
  }
});

/** The act that one is about, or null. */
function ofWhat(act: Act): string | null {
  if (act.do === 'log.add') return act.replyTo;
  if (act.do === 'log.edit') return act.entry;
  return act.do === 'flag.withdraw' ? act.flag : null;
}

test('what is answered, edited or withdrawn was done before', () => {
  const seen = new Set<string>();
  for (const act of acts) {
    const of = ofWhat(act);
    assert.ok(of === null || seen.has(of), `${act.do} ${act.id}`);
    seen.add(act.id);
    assert.ok(act.at <= ORIGIN || act.do === 'shift.set');
  }
});

test('a story begins after its event and is told in order, whenever that is skipped or cleared', () => {
  const at = ORIGIN - HISTORY / 2;
  const minutes = [0, 1, 7, 20, 41, 90, 300, 600].map((n) => n * 60_000);
  const spoilt = minutes.flatMap((ms) => [{ clearedAt: at + ms }, { skippedMs: ms }]);
  for (const name of Object.keys(EVENTS).filter(isEventName))
    for (const how of [{}, ...spoilt]) {
      const told = STORIES[name]?.({ name, at, ...how }, plan) ?? [];
      const times = new Map(told.map((act) => [act.id, act.at]));
      const about = `${name} ${JSON.stringify(how)}`;
      for (const act of told) {
        parseAct(act);
        assert.ok(act.at >= at, about);
        const of = ofWhat(act);
        assert.ok(of === null || (times.get(of) ?? act.at) < act.at, `${about}: ${act.do}`);
      }
      // What closes a trouble comes after what was found.
      const answers = told.filter((act) => act.do === 'log.add').map((act) => act.at);
      assert.deepEqual(
        answers,
        answers.toSorted((a, b) => a - b),
        about,
      );
    }
});

test('as time goes on more is done, and what was done stays as it is', () => {
  const later = actsOf(
    makePlan(INPUT, ORIGIN + 9 * 3_600_000),
    ORIGIN - HISTORY,
    ORIGIN + 8 * 3_600_000,
  );
  const ids = new Set(later.map(({ id }) => id));
  for (const { id } of acts) assert.ok(ids.has(id), id);
  assert.ok(later.length > acts.length);
});

test('each is sent once; what the hub does not know yet waits, a hub that is away loses nothing', async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'flash-people-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const tokenPath = join(home, 'writer.token');
  writeFileSync(tokenPath, 'secret\n');
  const got: string[] = [];
  let status: (id: string) => number = () => 503;
  const server = createServer((request, response) => {
    assert.equal(request.headers.authorization, 'Bearer secret');
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { id } = JSON.parse(body) as { id: string };
      const answer = status(id);
      if (answer < 300) got.push(id);
      response.writeHead(answer).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const said: string[] = [];
  const teller = createTeller({
    url: `http://127.0.0.1:${String(address.port)}`,
    tokenPath,
    say: (line) => said.push(line),
  });
  t.after(teller.close);
  const some = acts.slice(0, 6);
  const ids = some.map(({ id }) => id);
  await teller.tell(some);
  assert.deepEqual(got, []);
  status = (id) => (id === ids[2] ? 404 : 201);
  await teller.tell(some);
  assert.deepEqual(
    got,
    ids.filter((_, i) => i !== 2),
  );
  status = (id) => (id === ids[2] ? 400 : 201);
  await teller.tell(some);
  await teller.tell(some);
  assert.equal(got.length, 5);
  assert.equal(said.length, 1, 'what is refused is said once');
});
