/** One real reading, followed by its trace from the log to the manifest: it visits what the page “the life of a reading” says. */

import assert from 'node:assert/strict';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test, type TestContext } from 'node:test';

import { parseLifeOfAReading } from '#site/src/docs/life-of-a-reading.ts';
import type { Manifest } from '#site/snapshot/schema/manifest.ts';
import { loadTail } from '#site/snapshot/load-live.ts';
import { check } from '#site/snapshot/parse/check.ts';
import { createPart, type Part } from '../support/living/part.ts';
import { needsProgram } from '../support/needs-program.ts';
import { waitUntil } from '../support/wait-until.ts';
import {
  attributeOf,
  startOtlpReceiver,
  type ReceivedSpan,
} from '../telemetry/otel/otlp-receiver.ts';

const ROOT = resolve(import.meta.dirname, '..', '..');
const CHANNEL = 'magnet/field';
/** The publisher's own look may find a commit before its nudge comes; then the trace ends at the commit. */
const READINGS_TO_TRY = 3;

interface System {
  readonly spans: readonly ReceivedSpan[];
  /** Appends a line to the log; returns the manifest of the first snapshot that shows it. */
  readonly follow: (value: number) => Promise<Manifest>;
}

/** A hub and an agent in processes of their own, which send their traces here. */
async function startSystem(t: TestContext): Promise<System> {
  const folder = mkdtempSync(join(tmpdir(), 'flash-life-'));
  const receiver = await startOtlpReceiver();
  const parts: Part[] = [];
  t.after(async () => {
    // In this order: they say their last words to the receiver and into the folder.
    await Promise.all(parts.map((one) => one.stop()));
    await receiver.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const logs = join(folder, 'logs');
  mkdirSync(logs);
  writeFileSync(join(logs, 'magnet.csv'), 'time,field\n');
  const part = (name: string, args: readonly string[], recorder: string | null) => {
    const config = join(folder, `${name}.yaml`);
    writeFileSync(config, JSON.stringify(configOf(folder, logs, receiver.url, recorder)));
    const made = createPart({
      args: [...args, config],
      env: {},
      logFile: join(folder, `${name}.log`),
    });
    parts.push(made);
    made.start();
    return made;
  };
  const hub = part('hub', [join(ROOT, 'tests/support/living/hub-child.ts')], null);
  const { url } = await waitUntil(
    'the hub',
    () => (hub.message() as { url: string } | null) ?? undefined,
  );
  part('agent', [join(ROOT, 'flash.ts'), 'agent', '--config'], url);
  const read = async <T>(path: string): Promise<T> =>
    (await (await fetch(`${url}/data/${path}`)).json()) as T;
  let seconds = 0;
  return {
    spans: receiver.spans,
    follow(value) {
      seconds += 1;
      const now = new Date(Date.now()).toISOString().slice(0, 19).replace('T', ' ');
      appendFileSync(join(logs, 'magnet.csv'), `${now},${value}\n`);
      return waitUntil(`reading ${seconds} in the snapshot`, async () => {
        const manifest = await read<Manifest>('snapshot.json');
        const { readings } = await loadTail(
          async ({ path }, schema) => check(schema, await read(path)),
          manifest.assets.tail,
        );
        return readings[CHANNEL]?.value.includes(value) === true && manifest;
      });
    },
  };
}

/** JSON is YAML. */
function configOf(folder: string, logs: string, otlp: string, recorder: string | null) {
  const columns = [{ column: 'field', name: 'field', quantity: 'field', unit: 'T' }];
  const time = { kind: 'pattern', pattern: 'yyyy-MM-dd HH:mm:ss' };
  const table = { header_row: 1, time_columns: ['time'], time, columns };
  return {
    node: 'n1',
    time_zone: 'UTC',
    home: join(folder, 'home'),
    hub: { listen: '127.0.0.1:0' },
    agent: { listen: '127.0.0.1:0', otlp, ...(recorder === null ? {} : { recorder }) },
    collectors: { cryostat: { devices: [{ name: 'magnet', kind: 'table', path: logs, table }] } },
  };
}

/** The spans of the trace that published this manifest, by their starts; null where no trace did. */
async function traceTo(
  { spans }: System,
  { id }: Manifest,
): Promise<readonly ReceivedSpan[] | null> {
  const published = (span: ReceivedSpan): boolean => attributeOf(span, 'flash.snapshot') === id;
  const last = await waitUntil('the last span', () => spans.find(published), 4_000).catch(
    () => null,
  );
  if (last === null) return null;
  const ofTrace = () => spans.filter(({ traceId }) => traceId === last.traceId);
  await waitUntil('the first span', () => ofTrace().some(({ parentSpanId }) => !parentSpanId));
  const startOf = ({ startTimeUnixNano }: ReceivedSpan): number =>
    Number(BigInt(startTimeUnixNano) / 1_000n);
  return ofTrace().sort((a, b) => startOf(a) - startOf(b));
}

test(
  'a real reading visits the functions of the page, in that order',
  needsProgram('FLASH_MARIADBD'),
  async (t) => {
    const system = await startSystem(t);
    await system.follow(7);
    let trace: readonly ReceivedSpan[] | null = null;
    for (let tried = 0; trace === null && tried < READINGS_TO_TRY; tried += 1)
      trace = await traceTo(system, await system.follow(8 + tried / 10));
    assert.ok(trace !== null, `none of ${READINGS_TO_TRY} readings was followed to the manifest`);
    const stations = parseLifeOfAReading(
      readFileSync(join(ROOT, 'content/infrastructure/life-of-a-reading.yaml'), 'utf8'),
    );
    assert.deepEqual(
      trace.map((span) => [span.service, attributeOf(span, 'code.function.name')]),
      stations.map(({ process, file, name }) => [`flash-${process}`, `${file}#${name}`]),
    );
    const names = trace.map(({ name }) => name);
    for (const name of ['collect', 'spool', 'deliver', 'record', 'commit', 'publish'])
      assert.ok(names.includes(name), name);
  },
);
