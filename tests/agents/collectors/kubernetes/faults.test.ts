import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { TestContext } from 'node:test';
import { createAuthority } from '../../../support/certificates.ts';
import { needsProgram } from '../../../support/needs-program.ts';
import {
  COMPLETE,
  JOBS,
  jobObject,
  KubeAgent,
  PODS,
  RUNNING,
} from '../../../support/kube-agent.ts';
import { KubeDouble } from '../../../support/kube-double.ts';
import { waitUntil } from '../../../support/wait-until.ts';

const breaks = (agent: KubeAgent, reason: string): number | undefined =>
  agent.value('flash_kubernetes_breaks_total', { resource: 'jobs', reason });
const lists = (agent: KubeAgent): number | undefined =>
  agent.value('flash_kubernetes_lists_total', { resource: 'jobs' });

async function start(
  t: TestContext,
  settings: Record<string, unknown> = {},
): Promise<{ double: KubeDouble; agent: KubeAgent }> {
  const double = await KubeDouble.start(t);
  double.put(JOBS, jobObject('fit', RUNNING));
  const agent = new KubeAgent(t, double, settings);
  await agent.round();
  await waitUntil('the watch', () => double.watching('jobs') === 1);
  return { double, agent };
}

describe('faults of the API', { concurrency: true }, () => {
  it('a stream dropped in the middle of a line goes on where it broke: nothing lost, nothing twice', async (t) => {
    const { double, agent } = await start(t);
    const { write } = double;
    double.write = (response, line) => {
      response.write(line.slice(0, line.length / 2), () => response.socket?.destroy());
      double.write = write;
    };
    double.put(JOBS, jobObject('fit', COMPLETE));
    await waitUntil('the drop', () => double.watching('jobs') === 0);
    double.put(JOBS, jobObject('next', RUNNING));
    await agent.until('both', () => agent.states('next').length > 0);
    assert.deepEqual(
      [agent.states('fit'), agent.states('next')],
      [['running', 'completed'], ['running']],
    );
    assert.deepEqual([lists(agent), breaks(agent, 'unreachable')], [1, 1]);
  });

  it('a bookmark is where the next watch begins', async (t) => {
    const { double, agent } = await start(t);
    double.bookmark();
    const before = double.asked('jobs', true).at(-1)?.query.get('resourceVersion');
    await new Promise((resolve) => setImmediate(resolve));
    await waitUntil('the bookmark', () => {
      double.drop('jobs');
      return double.asked('jobs', true).length > 1;
    });
    const after = double.asked('jobs', true).at(-1)?.query.get('resourceVersion');
    assert.ok(Number(after) > Number(before));
    await agent.round();
    assert.equal(lists(agent), 1);
  });

  it('410 as a status lists anew: what vanished in between is no longer in the queue', async (t) => {
    const { double, agent } = await start(t);
    double.put(JOBS, jobObject('other', RUNNING));
    await agent.until('the other', () => agent.states('other').length > 0);
    double.fault = ({ query }) => (query.has('watch') ? { status: 503, message: 'not now' } : null);
    double.drop('jobs');
    await waitUntil('a refusal', () => double.asked('jobs', true).length > 1);
    double.remove(JOBS, 'uid-other');
    double.put(JOBS, jobObject('fit', COMPLETE));
    double.compact();
    double.fault = () => null;
    await agent.until('the new list', () => lists(agent) === 2);
    await agent.until('the end', () => agent.states('fit').at(-1) === 'completed');
    await agent.until('the queue', () => agent.queue()?.ids.join(' ') === 'uid-fit');
    assert.deepEqual(agent.states('other'), ['running']);
    assert.ok((breaks(agent, 'gone') ?? 0) >= 1);
  });

  it('410 as an event lists anew, and nothing after it counts', async (t) => {
    const { double, agent } = await start(t);
    const gone = { type: 'ERROR', object: { kind: 'Status', code: 410, message: 'too old' } };
    const late = { type: 'BOOKMARK', object: { metadata: { resourceVersion: '99999' } } };
    double.say('jobs', `${JSON.stringify(gone)}\n${JSON.stringify(late)}\n`);
    await agent.until('the new list', () => lists(agent) === 2);
    double.put(JOBS, jobObject('fit', COMPLETE));
    await agent.until('the end', () => agent.states('fit').at(-1) === 'completed');
  });

  it('a line that is no event ends the stream; the next goes on from the last good one', async (t) => {
    const { double, agent } = await start(t);
    double.say('jobs', '{"type":"MODIFIED","obj\n');
    await agent.until('the break', () => breaks(agent, 'broken') === 1);
    double.put(JOBS, jobObject('fit', COMPLETE));
    await agent.until('the end', () => agent.states('fit').at(-1) === 'completed');
    assert.equal(lists(agent), 1);
  });

  it('a stream that comes byte by byte is read all the same', async (t) => {
    const { double, agent } = await start(t);
    double.write = (response, line) => {
      const bytes = Buffer.from(line);
      const next = (at: number): void => {
        if (at < bytes.length) response.write(bytes.subarray(at, at + 1), () => next(at + 1));
      };
      next(0);
    };
    double.put(JOBS, jobObject('è-fit', RUNNING));
    await agent.until('the job', () => agent.states('è-fit').length === 1);
  });

  it('500 is tried again, and said; the other streams go on', async (t) => {
    const { double, agent } = await start(t);
    const message = 'etcdserver: leader changed';
    double.fault = ({ path }) => (path === JOBS ? { status: 500, message } : null);
    double.drop('jobs');
    await agent.until('the failure', () =>
      agent.problems.some(({ message: said }) => said.includes('leader changed (500)')),
    );
    assert.equal(agent.value('flash_batch_jobs'), undefined);
    assert.equal(agent.value('k8s_pod_status_phase', { k8s_pod_status_phase: 'Failed' }), 0);
    double.fault = () => null;
    double.put(JOBS, jobObject('fit', COMPLETE));
    await agent.until('the end', () => agent.states('fit').at(-1) === 'completed');
  });

  it('an API that hangs passes its deadline, and the round is a failure', async (t) => {
    const double = await KubeDouble.start(t);
    double.fault = () => 'hang';
    const agent = new KubeAgent(t, double, { timeout_s: 0.2 });
    await agent.round();
    assert.match(agent.failures[0] ?? '', /no whole answer within 0.2 s/);
    double.fault = () => null;
    double.put(JOBS, jobObject('fit', RUNNING));
    await agent.until('an answer', () => agent.states('fit').length === 1);
  });

  it('after a restart the story goes on: what ended and was deleted meanwhile is told', async (t) => {
    const { double, agent } = await start(t);
    await agent.round();
    await agent.stop();
    double.put(JOBS, jobObject('fit', COMPLETE));
    double.remove(JOBS, 'uid-fit');
    double.put(JOBS, jobObject('short', RUNNING));
    double.put(JOBS, jobObject('short', COMPLETE));
    double.put(JOBS, jobObject('new', RUNNING));
    await agent.until(
      'all of it',
      () => agent.states('new').length > 0 && agent.states('fit').length > 1,
    );
    assert.deepEqual(agent.states('fit'), ['running', 'completed']);
    assert.deepEqual([agent.states('short'), agent.states('new')], [['completed'], ['running']]);
    assert.deepEqual(agent.queue()?.ids.toSorted(), ['uid-new', 'uid-short']);
  });

  it('a version from before a long absence is too old: the list is enough', async (t) => {
    const { double, agent } = await start(t);
    await agent.round();
    await agent.stop();
    double.remove(JOBS, 'uid-fit');
    double.put(JOBS, jobObject('new', RUNNING));
    double.compact();
    await agent.until('the new one', () => agent.states('new').length > 0);
    await agent.until('the watch', () => breaks(agent, 'gone') === 1);
    assert.deepEqual([lists(agent), agent.queue()?.ids], [1, ['uid-new']]);
  });

  it('a token that was renewed is read again when the old one is refused', async (t) => {
    const double = await KubeDouble.start(t);
    double.token = 'first';
    double.put(JOBS, jobObject('fit', RUNNING));
    const agent = new KubeAgent(t, double, { user: { tokenFile: 'token' } });
    writeFileSync(join(agent.folder, 'token'), 'first\n');
    await agent.round();
    assert.deepEqual(agent.states('fit'), ['running']);
    double.token = 'second';
    writeFileSync(join(agent.folder, 'token'), 'second\n');
    double.drop('jobs');
    double.put(JOBS, jobObject('fit', COMPLETE));
    await agent.until('the end', () => agent.states('fit').at(-1) === 'completed');
    assert.equal(breaks(agent, 'refused'), 0);
    double.token = 'third';
    double.drop('pods');
    await agent.until('the refusal', () =>
      agent.problems.some(({ message }) => message.includes('(401)')),
    );
    assert.ok(!agent.problems.some(({ message }) => message.includes('second')));
    assert.equal(double.asked('pods', false)[0]?.path, PODS);
  });

  it(
    'TLS with the authority of the cluster and a client certificate; a stranger is refused',
    needsProgram('FLASH_OPENSSL'),
    async (t) => {
      const folder = new KubeAgent(t, { url: 'http://127.0.0.1:1' } as KubeDouble).folder;
      const authority = createAuthority(folder);
      const server = authority.sign('server');
      const client = authority.sign('agent');
      const read = (file: string): string => readFileSync(file, 'utf8');
      const base64 = (file: string): string => readFileSync(file).toString('base64');
      const double = await KubeDouble.start(t, {
        cert: read(server.cert),
        key: read(server.key),
        ca: read(authority.ca),
        requestCert: true,
        rejectUnauthorized: true,
      });
      double.put(JOBS, jobObject('fit', RUNNING));
      const cluster = { 'certificate-authority-data': base64(authority.ca) };
      const user = { 'client-certificate-data': base64(client.cert), 'client-key': client.key };
      const agent = new KubeAgent(t, double, { cluster, user });
      await agent.round();
      assert.deepEqual(agent.states('fit'), ['running']);
      const stranger = new KubeAgent(t, double, { user });
      await stranger.round();
      assert.match(stranger.failures[0] ?? '', /self-signed|unable to (get|verify)/);
    },
  );
});
