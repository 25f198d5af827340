/** Answers that real clusters gave, replayed by the double; kube-state-metrics of the same instant tell the truth. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { at, listAt, textAt } from '#agents/formats/kube-fields.ts';
import { readCronJob, readJob, readNode, readPod } from '#agents/formats/kube-objects.ts';
import { KubeAgent } from '../../../support/kube-agent.ts';
import { KubeDouble } from '../../../support/kube-double.ts';
import { needsSharedData, sharedData } from '../../../support/shared-data.ts';

const REPLAYS = 'kubernetes/k8s_openapi_replays/k8s-openapi-tests/test-replays';
const NRI = 'kubernetes/nri_kubernetes_1_34/internal/testutil/data/1_34';
const TRUTH = 'prometheus/nri_kubernetes_1_34/internal/testutil/data/1_34/ksm/metrics';

interface Exchange {
  readonly request_url: string;
  readonly request_method: string;
  readonly response_body: string;
}

const read = (path: string): string => readFileSync(sharedData(path), 'utf8');
const object = (text: string): Record<string, unknown> => JSON.parse(text);

for (const version of ['v1-32', 'v1-36']) {
  const jobCreate = `${REPLAYS}/${version}/job-create.json`;
  test(
    `${version}: a job from its creation to its failure`,
    needsSharedData(jobCreate),
    async (t) => {
      const exchanges: readonly Exchange[] = JSON.parse(read(jobCreate));
      const double = await KubeDouble.start(t);
      const agent = new KubeAgent(t, double, { namespaces: ['default'], nodes: false });
      const told = () => agent.jobs().map(({ state }) => state);
      const seen: string[] = [];
      for (const { request_url: url, request_method: method, response_body: body } of exchanges) {
        if (method === 'DELETE') break;
        if (!url.includes('/jobs')) continue;
        double.put('/apis/batch/v1/namespaces/default/jobs', object(body));
        const raw = object(body);
        const isOver = listAt(raw, 'status', 'conditions').length > 0;
        seen.push(isOver ? 'failed' : 'idle');
        await agent.until('the state', () => told().at(-1) === seen.at(-1));
      }
      const pods = exchanges.filter(({ request_url: url }) => url.endsWith('/pods'));
      for (const { response_body: body } of pods)
        for (const item of listAt(object(body), 'items'))
          double.put('/api/v1/namespaces/default/pods', item as Record<string, unknown>);
      await agent.until('the exit code', () => agent.jobs().at(-1)?.exitCode === 5);
      const last = agent.jobs().at(-1);
      assert.match(last?.reason ?? '', /^BackoffLimitExceeded: /);
      assert.equal(last?.name, 'default/k8s-openapi-tests-create-job');
      assert.ok((last?.wallS ?? -1) > 0 && (last?.startedAt ?? 0) >= (last?.submittedAt ?? 0));
      assert.deepEqual([...new Set(told())], ['idle', 'failed']);
    },
  );

  const watch = `${REPLAYS}/${version}/watch_event-watch_pods.json`;
  const list = `${REPLAYS}/${version}/pod-list.json`;
  test(
    `${version}: a list and a watch as they were sent`,
    needsSharedData(watch, list),
    async (t) => {
      const [watched]: readonly Exchange[] = JSON.parse(read(watch));
      const [listed]: readonly Exchange[] = JSON.parse(read(list));
      const stream = watched?.response_body ?? '';
      const events = stream.split('\n').filter((line) => line !== '');
      const double = await KubeDouble.start(t);
      const agent = new KubeAgent(t, double, { namespaces: ['kube-system'], nodes: false });
      const running = (): number | undefined =>
        agent.value('k8s_pod_status_phase', { k8s_pod_status_phase: 'Running' });
      await agent.until('the watch', () => double.watching('pods') === 1);
      double.say('pods', stream.endsWith('\n') ? stream : `${stream}\n`);
      const phases = events.map((line) => textAt(JSON.parse(line), 'object', 'status', 'phase'));
      const expected = phases.filter((phase) => phase === 'Running').length;
      assert.ok(events.length > 3 && expected > 0);
      await agent.until('the pods of the watch', () => running() === expected);
      double.fault = ({ path, query }) =>
        path.endsWith('/pods') && !query.has('watch')
          ? { body: listed?.response_body ?? '' }
          : null;
      const other = new KubeAgent(t, double, { namespaces: ['kube-system'], nodes: false });
      await other.round();
      const items = listAt(object(listed?.response_body ?? ''), 'items');
      const total = other.last?.observations
        .filter(({ metric }) => metric.exposition === 'k8s_pod_status_phase')
        .reduce((sum, { value }) => sum + value, 0);
      assert.equal(total, items.length);
    },
  );
}

/** Sums of a metric of kube-state-metrics by the labels named. */
function truth(metric: string, ...labels: readonly string[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const line of read(TRUTH).split('\n')) {
    if (!line.startsWith(`${metric}{`)) continue;
    const key = labels
      .map((label) => new RegExp(`\\b${label}="([^"]*)"`).exec(line)?.[1])
      .join(' ');
    sums.set(key, (sums.get(key) ?? 0) + Number(line.split(' ').at(-1)));
  }
  return sums;
}

test(
  'a cluster of 1.34: pods by phase and nodes by condition as kube-state-metrics says',
  needsSharedData(`${NRI}/pods.yaml`, `${NRI}/nodes.yaml`, TRUTH),
  async (t) => {
    const double = await KubeDouble.start(t);
    for (const [file, path] of [
      ['pods', '/api/v1/pods'],
      ['nodes', '/api/v1/nodes'],
    ] as const)
      for (const item of listAt(parse(read(`${NRI}/${file}.yaml`)), 'items'))
        double.put(path, item as Record<string, unknown>);
    const agent = new KubeAgent(t, double, { namespaces: [], page_size: 7 });
    await agent.round();
    const shown = (metric: string, ...labels: readonly string[]): Map<string, number> =>
      new Map(
        agent.last?.observations
          .filter((one) => one.metric.exposition === metric)
          .map((one) => [labels.map((label) => one.labels[label]).join(' '), one.value]),
      );
    const pods = shown('k8s_pod_status_phase', 'k8s_namespace_name', 'k8s_pod_status_phase');
    const phases = truth('kube_pod_status_phase', 'namespace', 'phase');
    assert.ok(phases.size >= 10);
    assert.deepEqual(pods, phases);
    const nodes = shown(
      'k8s_node_condition_status',
      'k8s_node_condition_type',
      'k8s_node_condition_status',
    );
    const conditions = truth('kube_node_status_condition', 'condition', 'status');
    assert.deepEqual(
      new Map([...nodes].map(([key, value]) => [key.replace('condition_', ''), value])),
      conditions,
    );
  },
);

const POD_LIST = `${NRI}/kubelet/pods`;

test(
  '24 pods as a kubelet lists them: 19 run, 4 failed, 6 belong to jobs',
  needsSharedData(POD_LIST),
  () => {
    const pods = listAt(object(read(POD_LIST)), 'items').map((item) => readPod(item));
    const count = (phase: string): number => pods.filter((pod) => pod?.phase === phase).length;
    assert.deepEqual(
      [pods.length, count('Running'), count('Failed'), count('Succeeded')],
      [24, 19, 4, 1],
    );
    assert.equal(pods.filter((pod) => pod?.jobUid !== null).length, 6);
    const failed = pods.filter((pod) => pod?.phase === 'Failed');
    assert.ok(failed.every((pod) => (pod?.exitCode ?? 0) !== 0));
  },
);

const GOLDEN = 'kubernetes/k8s_api_golden/testdata/HEAD';
const K9S = 'kubernetes/k9s/internal/render/testdata';
const POPEYE = 'kubernetes/popeye/internal/lint/testdata';

test('objects with every field set are read', needsSharedData(GOLDEN), () => {
  const golden = (name: string): unknown => object(read(`${GOLDEN}/${name}.json`));
  const job = readJob(golden('batch.v1.Job'));
  assert.deepEqual([job?.uid, job?.namespace], ['uidValue', 'namespaceValue']);
  assert.deepEqual([job?.active, job?.succeeded, job?.failed], [4, 5, 6]);
  assert.equal(job?.conditions.length, 1);
  assert.equal(readCronJob(golden('batch.v1.CronJob'))?.active, 1);
  assert.equal(readPod(golden('core.v1.Pod'))?.name, 'nameValue');
  assert.equal(readNode(golden('core.v1.Node'))?.conditions.length, 1);
});

test('objects that other programs test with are read', needsSharedData(K9S, POPEYE), () => {
  const job = readJob(object(read(`${K9S}/job.json`)));
  assert.ok(job !== null && job.conditions.some(({ type }) => type === 'Complete'));
  assert.ok(readCronJob(object(read(`${K9S}/cj.json`))) !== null);
  assert.equal(readNode(object(read(`${K9S}/no.json`)))?.conditions.length, 4);
  for (const name of ['po', 'po_init', 'po_sidecar'])
    assert.equal(readPod(object(read(`${K9S}/${name}.json`)))?.phase, 'Running', name);
  for (const file of ['batch/job/1', 'core/pod/1', 'core/pod/2', 'core/pod/3', 'core/pod/4']) {
    const items = listAt(parse(read(`${POPEYE}/${file}.yaml`)), 'items');
    assert.ok(items.length > 0, file);
    for (const item of items) {
      const named = at(item, 'metadata', 'uid') === undefined ? 'no uid' : 'read';
      const result = file.startsWith('batch') ? readJob(item) : readPod(item);
      assert.equal(result === null ? 'no uid' : 'read', named, file);
    }
  }
});
