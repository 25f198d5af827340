/** The commands of the logbook, with a hub and without; what cannot be sent is kept and sent later. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test, type TestContext } from 'node:test';
import { commands } from '#site/commands.ts';
import { keepWriterToken, writerTokenPath } from '#site/hub-token.ts';
import type { OptionValue } from '#telemetry/command.ts';
import { silentLog, systemClock } from '#telemetry/effects.ts';
import { describeError } from '#telemetry/errors.ts';
import { serveHttp } from '#telemetry/http/serve.ts';
import { createActHandler } from '#telemetry/recorder/acts/handler.ts';
import { writeAct } from '#telemetry/recorder/acts/write-act.ts';
import { ULID } from '#telemetry/ulid-pattern.ts';
import { startTestCatalogue, type TestCatalogue } from '../../support/catalogue.ts';
import { promised } from '../../support/promises.ts';

let catalogue: TestCatalogue;
let config = '';

before(async () => {
  catalogue = await startTestCatalogue();
  config = join(catalogue.home, 'flash.yaml');
  // Nobody listens there: the commands use the catalogue themselves.
  useHub('127.0.0.1:9');
});
after(() => catalogue[Symbol.asyncDispose]());

function useHub(listen: string): void {
  writeFileSync(config, `node: test-node\nhome: ${catalogue.home}\nhub:\n  listen: ${listen}\n`);
}

async function flash(
  name: string,
  positionals: readonly string[],
  options: Readonly<Record<string, OptionValue>> = {},
): Promise<string> {
  const command = await commands.find((entry) => entry.name === name)?.load();
  assert.ok(command, name);
  let out = '';
  await command.run({
    options: { config, ...options },
    positionals,
    env: { USER: 'ada' },
    cwd: catalogue.home,
    signal: new AbortController().signal,
    write: async (text) => {
      await Promise.resolve();
      out += String(text);
    },
    say: (line) => (out += `${line}\n`),
    host: {
      program: 'flash',
      entry: '',
      commands,
      checks: async () => await Promise.resolve([]),
      openRecorder: async () => await Promise.reject(new Error('not used here')),
    },
  });
  return out;
}

const list = async (query: string): Promise<readonly Record<string, unknown>[]> =>
  JSON.parse(await flash('log list', [query], { json: true })) as Record<string, unknown>[];

test('without a hub: entries, answers, edits and attachments reach the catalogue and the list', async () => {
  writeFileSync(join(catalogue.home, 'note.txt'), 'what the screen said');
  const id = (
    await flash('log add', ['Helium is low', 'Ordered 500 l.'], { tag: ['cryo'] })
  ).trim();
  assert.match(id, ULID);
  await flash('log add', ['It came'], { 'reply-to': id, attach: ['note.txt'], author: 'Bo Lind' });
  await flash('log edit', [id], { title: 'Helium was low', why: 'tense' });
  const [answer, first] = await list('tag:cryo or has:reply');
  assert.equal(first?.['title'], 'Helium was low');
  assert.equal(first?.['revision'], 2);
  assert.equal(answer?.['author'], 'Bo Lind');
  assert.equal(answer?.['thread'], id);
  assert.equal(answer?.['attachments'], 1);
  assert.deepEqual(await list('"500 l" after:1h -author:bo'), [first]);
  assert.match(await flash('log list', ['author:nobody']), /there are none/);
});

/** Starts a hub for the time of a test, and has the commands use it; what comes through it is in the list. */
async function openHub(t: TestContext): Promise<{ readonly url: string; readonly done: string[] }> {
  const done: string[] = [];
  const { pools } = catalogue;
  const acts = createActHandler({
    token: await keepWriterToken({ homeDirectory: catalogue.home }),
    write: (act) => {
      done.push(act.do);
      return writeAct({ pools, clock: systemClock, campaigns: [], idleCloseMs: 1 }, act);
    },
    log: silentLog,
    onCommit: () => undefined,
  });
  const hub = await serveHttp({
    what: 'hub',
    address: '127.0.0.1:0',
    handler: (request) => (request.url.endsWith('/healthz') ? new Response('ok\n') : acts(request)),
  });
  t.after(async () => {
    useHub('127.0.0.1:9');
    await hub.close();
  });
  useHub(new URL(hub.url).host);
  return { url: hub.url, done };
}

const rows = (sql: string): Promise<readonly Record<string, unknown>[]> =>
  catalogue.administrator.query<Record<string, unknown>[]>(sql).then((found) => [...found]);

test(promised('5.7'), async (t) => {
  const { done } = await openHub(t);
  const run = (await flash('run start', ['Run_2026.11', '/daq/one'], { kind: 'physics' })).trim();
  assert.equal(run, 'Run_2026.11/1');
  assert.deepEqual(await rows('SELECT state, kind, path FROM run'), [
    { state: 'open', kind: 'physics', path: '/daq/one' },
  ]);
  await flash('run edit', [run], { title: 'First light', tag: ['good-one', 'first'] });
  await flash('run edit', [run], { untag: ['first'] });
  await flash('flag add', ['bad'], { run, why: 'digitizer hung', from: '2026-11-20' });
  await flash('shift set', ['Ada Neri'], { role: 'shifter', from: '2026-11-20T08:00Z' });
  await flash('run stop', [run], { why: 'done' });
  const commands = ['run.start', 'run.edit', 'run.edit', 'flag.add', 'shift.set', 'run.stop'];
  assert.deepEqual(done, commands);
  assert.deepEqual(await rows('SELECT state, closed_by, title, tags, started_by FROM run'), [
    {
      state: 'closed',
      closed_by: 'stopped',
      title: 'First light',
      tags: 'good-one',
      started_by: 'ada',
    },
  ]);
  assert.deepEqual(
    await rows('SELECT run_id, from_ms, to_ms, quality, why, by_whom FROM quality_flag'),
    [
      {
        run_id: 1,
        from_ms: Date.UTC(2026, 10, 20),
        to_ms: null,
        quality: 'bad',
        why: 'digitizer hung',
        by_whom: 'ada',
      },
    ],
  );
  assert.deepEqual(await rows('SELECT person, role, from_ms, to_ms, by_whom FROM shift'), [
    {
      person: 'Ada Neri',
      role: 'shifter',
      from_ms: Date.UTC(2026, 10, 20, 8),
      to_ms: null,
      by_whom: 'ada',
    },
  ]);
  const titles = (await list('run:1')).map(({ title }) => title);
  assert.equal(titles.length, 4);
  assert.ok(titles.includes('Run 1: tags: first,good-one → good-one'));
  assert.ok(titles.includes('Run 1 stopped'));
});

test('wrong words are told, with the place of a mistake in a search', async () => {
  await assert.rejects(flash('log list', ['tga:x']), /there is no field tga:[\s\S]*\n {2}\^/);
  await assert.rejects(
    flash('flag add', ['awful'], { why: 'x', run: 'a/1' }),
    /good, doubtful, bad/,
  );
  await assert.rejects(flash('log add', ['x'], { tag: ['a b'] }), /--tag a b/);
  await assert.rejects(flash('log add', []), /set EDITOR/);
  await assert.rejects(
    flash('run start', ['a', '/b'], { kind: 'phisics' }),
    /did you mean physics/,
  );
});

test('what is refused or cannot be sent is kept, and sent once when it can be', async () => {
  const told = await flash('log add', ['Lost?', 'Not at all.'], { run: 'Nowhere/7' }).catch(
    describeError,
  );
  const path = /kept in (\S+\.json)/.exec(told)?.[1];
  assert.ok(path, told);
  assert.match(told, /there is no run Nowhere\/7/);
  const draft = JSON.parse(readFileSync(path, 'utf8')) as object;
  assert.equal('body' in draft && draft.body, 'Not at all.');
  writeFileSync(path, JSON.stringify({ ...draft, run: null }));
  assert.match(await flash('log send', [path]), /written/);
  assert.deepEqual(readdirSync(join(catalogue.home, 'drafts')), []);
  writeFileSync(path, JSON.stringify({ ...draft, run: null }));
  assert.match(await flash('log send', [path]), /had been written already/);
  assert.equal((await list('title:Lost')).length, 1);
});

test(promised('5.10'), async (t) => {
  const { url, done } = await openHub(t);
  const path = writerTokenPath({ homeDirectory: catalogue.home });
  assert.equal(statSync(path).mode & 0o777, 0o600);
  const token = readFileSync(path, 'utf8');
  rmSync(path);
  await assert.rejects(flash('log add', ['Through the hub']), /token of the hub cannot be read/);
  writeFileSync(path, 'of another hub\n');
  await assert.rejects(flash('log add', ['Through the hub']), /the hub answered 401/);
  const bare = await fetch(`${url}/write/v1/acts`, { method: 'POST', body: '{}' });
  assert.equal(bare.status, 401);
  assert.deepEqual([done, await list('title:"through the hub"')], [[], []]);
  writeFileSync(path, token);
  const id = (await flash('log add', ['Through the hub', 'Its words.'], { tag: ['cryo'] })).trim();
  assert.deepEqual(done, ['log.add']);
  const [entry, ...others] = await list('title:"through the hub"');
  assert.deepEqual(others, []);
  assert.deepEqual(
    [entry?.['id'], entry?.['author'], entry?.['tags'], entry?.['body']],
    [id, 'ada', 'cryo', 'Its words.'],
  );
});
