/** The commands of the logbook, with a hub and without; what cannot be sent is kept and sent later. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { commands } from '#site/commands.ts';
import type { OptionValue } from '#telemetry/command.ts';
import { silentLog, systemClock } from '#telemetry/effects.ts';
import { describeError } from '#telemetry/errors.ts';
import { serveHttp } from '#telemetry/http/serve.ts';
import { createActHandler } from '#telemetry/recorder/acts/handler.ts';
import { writeAct } from '#telemetry/recorder/acts/write-act.ts';
import { ULID } from '#telemetry/ulid-pattern.ts';
import { startTestCatalogue, type TestCatalogue } from '../../support/catalogue.ts';

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

test('a run from its start to its end, with flags and shifts', async () => {
  const run = (await flash('run start', ['Run_2026.11', '/daq/one'], { kind: 'physics' })).trim();
  assert.equal(run, 'Run_2026.11/1');
  await flash('run edit', [run], { title: 'First light', tag: ['good-one', 'first'] });
  await flash('run edit', [run], { untag: ['first'] });
  await flash('flag add', ['bad'], { run, why: 'digitizer hung', from: '2026-11-20' });
  await flash('shift set', ['Ada Neri'], { role: 'shifter' });
  await flash('run stop', [run], { why: 'done' });
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

test('with a hub: through its address, with the token of the home', async (t) => {
  const seen: string[] = [];
  const { pools } = catalogue;
  const acts = createActHandler({
    token: 'secret-of-a-test',
    write: (act) => {
      seen.push(act.do);
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
  t.after(() => hub.close());
  useHub(new URL(hub.url).host);
  await assert.rejects(flash('log add', ['Through the hub']), /token of the hub cannot be read/);
  writeFileSync(join(catalogue.home, 'writer.token'), 'secret-of-a-test\n', { mode: 0o600 });
  await flash('log add', ['Through the hub']);
  assert.deepEqual(seen, ['log.add']);
  assert.equal((await list('title:"through the hub"')).length, 1);
  useHub('127.0.0.1:9');
});
