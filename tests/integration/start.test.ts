/** `npm start` as a person sees it: ready, alive, started twice, killed in part and whole, ended. One demo goes through all of it. */

import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import {
  demoPlace,
  removePlace,
  startDemo,
  type Demo,
  type DemoPlace,
  type Snapshot,
} from '../support/living/demo.ts';
import { needsProgram } from '../support/needs-program.ts';
import { waitUntil } from '../support/wait-until.ts';

const needs = needsProgram('FLASH_MARIADBD');
/** Generous: two slow cores on which other tests run; what was measured is said as a diagnostic. */
const AGAIN_WITHIN_MS = 60_000;
const END_WITHIN_MS = 20_000;
const GOES_ON_MS = 120_000;

let place: DemoPlace;
let demo: Demo;

before(async () => {
  place = await demoPlace();
});

after(async () => {
  await demo[Symbol.asyncDispose]();
  removePlace(place);
});

/** The newest file's time. */
function newest({ now }: Snapshot): number {
  return now.daq?.lastFile?.t ?? 0;
}

function say(t: TestContext, what: string, ms: number): void {
  t.diagnostic(`${what}: ${(ms / 1_000).toFixed(1)} s`);
}

/** Waits until a file newer than `than` is in the snapshot; a hub that is away is asked again. */
async function newerFile(one: Demo, than: number): Promise<Snapshot> {
  return await waitUntil(
    'a newer file',
    async () => {
      const snapshot = await one.snapshot().catch(() => null);
      return snapshot !== null && newest(snapshot) > than && snapshot;
    },
    GOES_ON_MS,
  );
}

test(
  'a first start shows its steps, says where to look, and the experiment lives',
  needs,
  async (t) => {
    demo = startDemo(place);
    say(t, 'first start', await demo.ready());
    assert.match(demo.output(), /starting the catalogue .* s\n/);
    assert.match(demo.output(), /writing the experiment/);
    assert.match(demo.output(), new RegExp(`${demo.url} .*DEMO`));
    const cavity = ({ now }: Snapshot) => now.channels.find(({ role }) => role === 't_cav') ?? null;
    // What the agent found first is on its way: readings, jobs and runs come in deliveries of their own.
    const first = await waitUntil(
      'runs of both campaigns, jobs that run, and a temperature of the cavity',
      async () => {
        const snapshot = await demo.snapshot();
        const runs = snapshot.manifest.rows['run'] ?? 0;
        const jobs = snapshot.now.jobs?.byState.running ?? 0;
        return runs >= 2 && jobs > 0 && typeof cavity(snapshot)?.goodValue === 'number' && snapshot;
      },
      GOES_ON_MS,
    );
    assert.equal(first.manifest.demo, true);
    await newerFile(demo, newest(first));
    const before = cavity(first);
    await waitUntil(
      'another temperature of the cavity',
      async () => cavity(await demo.snapshot())?.goodValue !== before?.goodValue,
      GOES_ON_MS,
    );
  },
);

test('a second start on the same home is refused, and changes nothing', needs, async () => {
  const again = startDemo(place);
  assert.equal((await again.ended).code, 1);
  assert.match(again.output(), new RegExp(`runs already: process ${demo.pid} `));
  assert.match(again.output(), /FLASH_HOME/);
  await newerFile(demo, newest(await demo.snapshot()));
});

test(
  'a taken port names its owner and the variable, before anything is started',
  needs,
  async () => {
    const other = { ...(await demoPlace()), port: place.port };
    const second = startDemo(other);
    assert.equal((await second.ended).code, 1);
    const hub = demo.part('hub');
    assert.match(
      second.output(),
      new RegExp(`${place.port}: the port is taken by process ${hub?.pid} `),
    );
    assert.match(second.output(), /FLASH_PORT=/);
    assert.deepEqual(second.processes(), []);
    removePlace(other);
  },
);

test('a copy with its own home and ports runs beside it', needs, async (t) => {
  const beside = await demoPlace();
  {
    await using copy = startDemo(beside);
    say(t, 'first start of a copy', await copy.ready());
    const [mine, its] = [await demo.snapshot(), await copy.snapshot()];
    await newerFile(demo, newest(mine));
    await newerFile(copy, newest(its));
    copy.signal('SIGINT');
    assert.equal((await copy.ended).code, 0);
  }
  removePlace(beside);
});

for (const part of ['hub', 'agent', 'simulate'] as const) {
  test(`a ${part} that is killed is started again, and data go on`, needs, async () => {
    const old = demo.part(part);
    assert.ok(old !== undefined, 'it runs');
    const seen = await newerFile(demo, 0);
    process.kill(old.pid, 'SIGKILL');
    await waitUntil('another process', () => {
      const pid = demo.part(part)?.pid;
      return pid !== undefined && pid !== old.pid;
    });
    const later = await newerFile(demo, newest(seen));
    assert.ok((later.manifest.rows['file'] ?? 0) > (seen.manifest.rows['file'] ?? 0));
  });
}

test('killing the whole leaves no process behind', needs, async (t) => {
  demo.signal('SIGKILL');
  await demo.ended;
  const ms = await demo.gone();
  say(t, 'all gone after kill -9', ms);
  assert.ok(ms < END_WITHIN_MS);
});

test('a second start is quick, and everything is still there', needs, async (t) => {
  demo = startDemo(place);
  const ms = await demo.ready();
  say(t, 'second start', ms);
  assert.ok(ms < AGAIN_WITHIN_MS, `${ms} ms`);
  const back = await demo.snapshot();
  assert.ok((back.manifest.rows['run'] ?? 0) >= 2);
  assert.ok((back.manifest.rows['file'] ?? 0) > 1_000);
});

test(
  'Ctrl-C ends all of it with exit code 0, and the next start goes on from there',
  needs,
  async (t) => {
    const last = await demo.snapshot();
    const asked = performance.now();
    demo.signal('SIGINT');
    assert.equal((await demo.ended).code, 0);
    say(t, 'Ctrl-C', performance.now() - asked);
    assert.deepEqual(demo.processes(), []);
    assert.ok(performance.now() - asked < END_WITHIN_MS);
    demo = startDemo(place);
    say(t, 'start after Ctrl-C', await demo.ready());
    const back = await newerFile(demo, newest(last));
    for (const [table, rows] of Object.entries(last.manifest.rows))
      assert.ok((back.manifest.rows[table] ?? 0) >= rows, `rows of ${table}`);
  },
);
