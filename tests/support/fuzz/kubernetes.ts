/** Fuzzed watch streams, objects, quantities and kubeconfigs: whatever comes, the parsers answer. */

import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { stateOf, toJobFact } from '#agents/collectors/kubernetes/job-facts.ts';
import { readKubeConfig } from '#agents/formats/kube-config.ts';
import { parseQuantity } from '#agents/formats/kube-fields.ts';
import { readCronJob, readJob, readNode, readPod } from '#agents/formats/kube-objects.ts';
import { createWatchParser } from '#agents/formats/kube-watch.ts';
import { jobSchema } from '#telemetry/recorder/schemas/job.ts';
import { COMPLETE, jobObject, RUNNING } from '../kube-agent.ts';

const NOW = Date.UTC(2026, 10, 23, 10);

/** Objects whose fields are partly what they should be and partly anything. */
function mangled(object: unknown): fc.Arbitrary<unknown> {
  const odd = fc.oneof(
    fc.jsonValue({ maxDepth: 1 }),
    fc.constantFrom('True', '2026-02-30T99:00:00Z'),
  );
  const keep = (value: unknown): fc.Arbitrary<unknown> =>
    fc.oneof({ weight: 6, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: odd });
  if (typeof object !== 'object' || object === null) return keep(object);
  if (Array.isArray(object)) return fc.tuple(...object.map(mangled));
  const fields = Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, mangled(value)]),
  );
  return fc.record(fields, { requiredKeys: [] });
}

const POD = {
  metadata: {
    name: 'p',
    namespace: 'flash',
    uid: 'u',
    ownerReferences: [{ kind: 'Job', uid: 'uid-fit', controller: true }],
  },
  status: {
    phase: 'Failed',
    conditions: [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable' }],
    containerStatuses: [
      { state: { terminated: { exitCode: 5, finishedAt: '2026-11-23T10:00:00Z' } } },
      { state: { waiting: { reason: 'ImagePullBackOff', message: 'no' } } },
    ],
  },
};

/** The recorder's own schema is the judge of what is told. */
function checkJob(raw: unknown, rawPod: unknown, isDeleted: boolean): void {
  const job = readJob(raw);
  const pod = readPod(rawPod);
  readCronJob(raw);
  readNode(rawPod);
  if (job === null) return;
  const view = { job, pods: pod === null ? [] : [pod], isDeleted };
  stateOf(view);
  const notes = { run: ['flash.infn.it/run'], person: [] };
  const fact = toJobFact(view, 'lnf', notes, NOW);
  const { error } = jobSchema.safeParse(fact);
  assert.equal(error?.message, undefined, JSON.stringify(fact));
}

function checkStream(text: string, size: number): void {
  const bytes = Buffer.from(text);
  const whole = createWatchParser().push(bytes);
  const parser = createWatchParser();
  const events = [];
  for (let from = 0; from < bytes.length; from += size)
    events.push(...parser.push(bytes.subarray(from, from + size)));
  assert.deepEqual(events, whole);
}

/** Throws with the smallest case that breaks a promise. */
export function fuzzKubernetes(options: { readonly runs: number; readonly seed: number }): void {
  const parameters = { numRuns: options.runs, seed: options.seed };
  const jobs = fc.oneof(
    ...[RUNNING, COMPLETE].map((status) =>
      mangled(
        jobObject('fit', status, {
          metadata: { annotations: { 'flash.infn.it/run': 'c/1' } },
          spec: { template: { spec: { containers: [{ resources: { requests: { cpu: '1' } } }] } } },
        }),
      ),
    ),
  );
  fc.assert(fc.property(jobs, mangled(POD), fc.boolean(), checkJob), parameters);
  const event = fc.record({
    type: fc.constantFrom('ADDED', 'DELETED', 'BOOKMARK', 'ERROR', ''),
    object: fc.jsonValue({ maxDepth: 2 }),
  });
  const line = fc.oneof(
    fc.string({ unit: 'binary' }),
    event.map((one) => JSON.stringify(one)),
  );
  const stream = fc.array(line, { maxLength: 5 }).map((lines) => lines.join('\n'));
  fc.assert(fc.property(stream, fc.integer({ min: 1, max: 40 }), checkStream), parameters);
  const quantity = fc.oneof(fc.string(), fc.constantFrom('1', '500m', '2Gi', '1e3', '-1', '1e400'));
  const checkQuantity = (raw: string): void => {
    const value = parseQuantity(raw);
    assert.ok(value === null || Number.isFinite(value));
  };
  fc.assert(fc.property(quantity, checkQuantity), parameters);
  const config = mangled({
    'current-context': 'a',
    contexts: [{ name: 'a', context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster: { server: 'https://c:6443' } }],
    users: [{ name: 'u', user: { token: 't' } }],
  });
  fc.assert(
    fc.property(config, (raw) => {
      const result = readKubeConfig(raw, null);
      assert.ok(result.ok ? URL.canParse(result.context.server) : result.reason !== '');
    }),
    parameters,
  );
}
