import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  COMPLETE,
  CRON_JOBS,
  JOBS,
  jobObject,
  KubeAgent,
  NODES,
  PODS,
  RUNNING,
} from '../../support/kube-agent.ts';
import { KubeDouble } from '../../support/kube-double.ts';

const namespace = { k8s_namespace_name: 'flash' };

function podObject(name: string, phase: string, job?: string): Record<string, unknown> {
  const owner = { kind: 'Job', name: job, uid: `uid-${job}`, controller: true };
  const ownerReferences = job === undefined ? [] : [owner];
  return {
    metadata: { name, namespace: 'flash', uid: `uid-${name}`, ownerReferences },
    status: { phase },
  };
}

test('jobs are told as they change; pods, cron jobs and nodes are counted', async (t) => {
  const double = await KubeDouble.start(t);
  double.put(JOBS, jobObject('fit', { active: 1, ready: 0 }));
  double.put(JOBS, jobObject('old', COMPLETE));
  double.put(PODS, podObject('fit-1', 'Pending', 'fit'));
  double.put(CRON_JOBS, {
    metadata: { name: 'nightly', namespace: 'flash', uid: 'c' },
    status: { active: [{ name: 'nightly-1' }] },
  });
  const conditions = [{ type: 'Ready', status: 'True' }];
  double.put(NODES, { metadata: { name: 'n1', uid: 'n1' }, status: { conditions } });
  double.put(NODES, { metadata: { name: 'n2', uid: 'n2' }, status: { conditions } });
  const agent = new KubeAgent(t, double);
  await agent.round();
  assert.deepEqual([agent.states('fit'), agent.states('old')], [['idle'], ['completed']]);
  assert.deepEqual(agent.queue()?.ids.toSorted(), ['uid-fit', 'uid-old']);
  assert.equal(agent.value('k8s_pod_status_phase', { k8s_pod_status_phase: 'Pending' }), 1);
  assert.equal(agent.value('k8s_pod_status_phase', { k8s_pod_status_phase: 'Running' }), 0);
  assert.equal(agent.value('k8s_cronjob_job_active', namespace), 1);
  const ready = { k8s_node_condition_type: 'Ready', k8s_node_condition_status: 'condition_true' };
  assert.equal(agent.value('k8s_node_condition_status', ready), 2);
  assert.equal(agent.value('flash_batch_jobs', { state: 'idle' }), 1);
  assert.equal(agent.value('flash_batch_jobs', { state: 'running' }), 0);
  double.put(PODS, podObject('fit-1', 'Running', 'fit'));
  double.put(JOBS, jobObject('fit', RUNNING));
  await agent.until('it runs', () => agent.states('fit').at(-1) === 'running');
  double.put(JOBS, jobObject('fit', COMPLETE));
  await agent.until('it ends', () => agent.states('fit').at(-1) === 'completed');
  const [end] = agent.jobs('fit').slice(-1);
  assert.deepEqual(
    [end?.scheduler, end?.instance, end?.id, end?.wallS, end?.endedAt],
    ['kubernetes', 'lnf', 'uid-fit', 299, Date.UTC(2026, 10, 23, 10, 5)],
  );
  assert.equal(agent.value('flash_batch_job_changes_total', { state: 'completed' }), 1);
  assert.deepEqual(agent.problems, []);
});

test('a job that is deleted before its end is removed; one that had ended stays as it was', async (t) => {
  const double = await KubeDouble.start(t);
  double.put(JOBS, jobObject('fit', RUNNING));
  double.put(JOBS, jobObject('old', COMPLETE));
  const agent = new KubeAgent(t, double);
  await agent.round();
  double.remove(JOBS, 'uid-fit');
  double.remove(JOBS, 'uid-old');
  await agent.until('nobody is left', () => agent.queue()?.ids.length === 0);
  assert.deepEqual(agent.states('fit'), ['running', 'removed']);
  assert.deepEqual(agent.states('old'), ['completed']);
});

test('run and person come from annotations and labels, requests from the template', async (t) => {
  const double = await KubeDouble.start(t);
  const metadata = {
    annotations: { 'flash.infn.it/run': 'Run_2026.11-QUAX/12' },
    labels: { owner: 'ada.rossi' },
  };
  const container = { resources: { requests: { cpu: '500m', memory: '2Gi' } } };
  const template = { spec: { serviceAccountName: 'analysis', containers: [container, container] } };
  const spec = { parallelism: 3, template };
  double.put(JOBS, jobObject('fit', RUNNING, { metadata, spec }));
  const agent = new KubeAgent(t, double, { person_keys: ['missing', 'owner'] });
  await agent.round();
  const [fact] = agent.jobs('fit');
  assert.deepEqual(
    [fact?.run, fact?.person, fact?.owner, fact?.cpus, fact?.requestMemoryRaw],
    ['Run_2026.11-QUAX/12', 'ada.rossi', 'analysis', 3, '2Gi + 2Gi'],
  );
});

test('long lists come in pages; one that expires on the way is begun again', async (t) => {
  const double = await KubeDouble.start(t);
  for (let n = 0; n < 25; n += 1) double.put(JOBS, jobObject(`fit-${n}`, RUNNING));
  let isExpired = false;
  double.fault = ({ query }) => {
    if (isExpired || !query.has('continue')) return null;
    isExpired = true;
    return { status: 410, message: 'expired' };
  };
  const agent = new KubeAgent(t, double, { page_size: 10 });
  await agent.round();
  assert.equal(agent.jobs().length, 25);
  assert.equal(double.asked('jobs', false).length, 5);
  const gone = { resource: 'jobs', reason: 'gone' };
  assert.equal(agent.value('flash_kubernetes_breaks_total', gone), 1);
});

test('one resource that is refused hides no other, and is not shown as nothing', async (t) => {
  const double = await KubeDouble.start(t);
  double.put(JOBS, jobObject('fit', RUNNING));
  const message = 'pods is forbidden: User "agent" cannot list resource "pods"';
  double.fault = ({ path }) => (path === PODS ? { status: 403, message } : null);
  const agent = new KubeAgent(t, double);
  await agent.round();
  assert.deepEqual(agent.states('fit'), ['running']);
  assert.equal(agent.value('k8s_pod_status_phase'), undefined);
  assert.match(agent.problems[0]?.message ?? '', /pods is forbidden.*\(403\)/);
});

test('all namespaces, where none is named', async (t) => {
  const double = await KubeDouble.start(t);
  double.put('/apis/batch/v1/jobs', jobObject('fit', RUNNING));
  const agent = new KubeAgent(t, double, { namespaces: [], nodes: false });
  await agent.round();
  assert.deepEqual(agent.states('fit'), ['running']);
  assert.equal(agent.value('k8s_job_pod_active', namespace), 1);
  assert.equal(double.asked('nodes', false).length, 0);
});
