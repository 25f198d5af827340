/** The hub, put together: catalogue, recorder, publisher and site, each handed what it needs. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openCatalogue, type Catalogue } from '#telemetry/catalogue/open.ts';
import { consistentReads } from '#telemetry/catalogue/read/consistent.ts';
import { hysteresisOf } from '#telemetry/config/channel-limits.ts';
import type { FlashConfig } from '#telemetry/config/schema.ts';
import type { Effects } from '#telemetry/effects.ts';
import { serveHttp } from '#telemetry/http/serve.ts';
import { createActHandler } from '#telemetry/recorder/acts/handler.ts';
import { writeAct } from '#telemetry/recorder/acts/write-act.ts';
import { createIngestHandler } from '#telemetry/recorder/ingest.ts';
import { keepReadings } from '#telemetry/recorder/retention/upkeep.ts';
import {
  createRecorder,
  type Recorder,
  type RecorderOptions,
} from '#telemetry/recorder/recorder.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';
import { VERSION } from '#telemetry/version.ts';
import { describeError } from '#telemetry/errors.ts';
import { createAgentsHeard, type AgentsHeard } from './agents-heard.ts';
import type { AlarmDelivery } from './alarms/deliver-alarms.ts';
import type { AlarmWatch } from './alarms/watch-alarms.ts';
import { sitePath } from './compiled-site.ts';
import { countRecords } from './count-records.ts';
import { DEMO_NOTE } from './demo-note.ts';
import { createGateway } from './gateway/gateway.ts';
import type { CompiledSite } from './gateway/pages.ts';
import { startAlarms, startDelivery, type Told } from './hub-alarms.ts';
import { createHubMetrics, type HubMetricsOptions } from './hub-metrics.ts';
import { handOverToken, keepWriterToken } from './hub-token.ts';
import { startNightlyBackup, type RunBackup } from './nightly-backup.ts';
import { readiness } from './readiness.ts';
import { createHubRecorder } from './record-hub.ts';
import { watchImpossible } from './snapshot/impossible.ts';
import { createPublisher, type Publisher } from './snapshot/publisher.ts';
import { watchCatalogue } from './watch-catalogue.ts';

/** How often runs that went quiet are looked for. */
const TICK_MS = 5_000;

/** How often partitions of readings are made ahead and dropped. */
const UPKEEP_MS = 3_600_000;

export interface HubOptions {
  readonly config: FlashConfig;
  readonly effects: Effects;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly site: CompiledSite;
  /** Makes the nightly backup; absent: none is made, whatever the configuration says. */
  readonly runBackup?: RunBackup;
  /** Told before each part is started. */
  readonly onStep?: (title: string) => void;
}

export interface Hub extends AsyncDisposable {
  /** `http://127.0.0.1:4321`. */
  readonly url: string;
  readonly catalogue: Catalogue;
  readonly publisher: Publisher;
  close(): Promise<void>;
}

/** Starts everything a site needs on one machine; when it resolves, pages are served and batches are taken. */
export async function startHub(options: HubOptions): Promise<Hub> {
  const { config, effects, env, onStep } = options;
  await mkdir(config.homeDirectory, { recursive: true });
  onStep?.('starting the catalogue');
  const { clock, log } = effects;
  const catalogue = await openCatalogue({ config, env, log, clock, mode: 'hold' });
  const undo = new AsyncDisposableStack();
  undo.defer(() => catalogue.close());
  try {
    await startTracesWhereAsked(config, undo);
    await handOverToken({ pool: catalogue.pools.recorder, config, clock });
    onStep?.('publishing the snapshot');
    const snapshotDirectory = join(config.homeDirectory, 'snapshot');
    const impossible = watchImpossible(log);
    const publisher = await createPublisher({
      directory: snapshotDirectory,
      effects,
      demoNote: config.isDemo ? DEMO_NOTE : null,
      readConsistently: consistentReads(catalogue.pools.publisher, impossible.note),
    });
    undo.defer(() => publisher.stop());
    await publisher.publish();
    publisher.start();
    keepReadingsHourly(options, catalogue, undo);
    // Facts that come before the alarms are there are in the catalogue when those begin.
    let alarms: AlarmWatch | null = null;
    const onFacts: AlarmWatch['take'] = (agent, facts) => alarms?.take(agent, facts);
    const heard = createAgentsHeard();
    const hearers = { onFacts, onHeartbeat: heard.take };
    const own = startRecorder(options, { catalogue, publisher, ...hearers }, undo);
    // What the hub keeps of itself is no delivery: only what comes from outside is counted.
    const { recorder, counts } = countRecords(own);
    const delivery = await startDelivery(options, catalogue, undo);
    const parts = { publisher, recorder: own, counts, delivery, heard };
    const told = startMetrics(options, catalogue, parts, undo);
    alarms = await startAlarms(options, { catalogue, publisher, delivery, ...told }, undo);
    const listener = await serveHttp({
      what: 'hub',
      address: config.hub.listen,
      variable: 'FLASH_PORT',
      handler: createGateway({
        snapshotDirectory,
        site: options.site,
        base: sitePath(config.hub.site.url ?? null),
        ingest: createIngestHandler({ recorder, pool: catalogue.pools.recorder, log }),
        acts: await createActs(options, { catalogue, publisher }),
        metrics: told.metrics.handle,
        identity: { node: config.node, demo: config.isDemo },
        readiness: () => readiness({ pool: catalogue.pools.publisher, publisher, impossible }),
      }),
      onError: (error) => log.write('error', describeError(error)),
    });
    undo.defer(() => listener.close());
    const close = (): Promise<void> => undo.disposeAsync();
    return { url: listener.url, catalogue, publisher, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await undo.disposeAsync();
    throw error;
  }
}

/** The SDK is loaded only where `agent.otlp` asks for traces: one setting for hub and agent of a machine. */
async function startTracesWhereAsked(
  { agent, node, site }: FlashConfig,
  undo: AsyncDisposableStack,
): Promise<void> {
  if (agent.otlp === undefined) return;
  const { startTraces } = await import('#telemetry/otel/start-traces.ts');
  const options = { service: 'flash-hub', begins: false, node, site, version: VERSION };
  const tracer = await startTraces({ url: agent.otlp, ...options });
  undo.defer(() => tracer.close().catch(() => undefined));
}

interface Parts {
  readonly catalogue: Catalogue;
  readonly publisher: Publisher;
}

/** Backups are told too: by whoever makes them every night. What is told to be recorded is kept. */
function startMetrics(
  { config, effects, runBackup }: HubOptions,
  catalogue: Catalogue,
  {
    delivery,
    heard,
    recorder,
    ...parts
  }: Pick<HubMetricsOptions, 'publisher' | 'counts'> & {
    readonly recorder: Recorder;
    readonly delivery: AlarmDelivery;
    readonly heard: AgentsHeard;
  },
  undo: AsyncDisposableStack,
): Told {
  const nightly = startNightlyBackup({ config, effects, catalogue, run: runBackup });
  undo.defer(() => nightly.stop());
  const watch = watchCatalogue({
    effects,
    read: consistentReads(catalogue.pools.publisher),
    hysteresis: hysteresisOf(config),
    onLook: () => void own.look(),
  });
  const own = createHubRecorder({ effects, recorder, observations: () => metrics.observations() });
  undo.defer(async () => {
    await watch.stop();
    await own.settled();
  });
  const known = (): readonly Observation[] => [
    ...watch.observations(),
    ...heard.observations(),
    ...own.observations(),
  ];
  const metrics = createHubMetrics({
    config,
    clock: effects.clock,
    ...parts,
    receivers: delivery.observations,
    backups: nightly,
    catalogue: known,
  });
  undo.defer(() => metrics.close());
  return { watch, known, metrics };
}

/** What people write: with the token of this home, until there is sign-in. */
async function createActs(
  { config, effects }: HubOptions,
  { catalogue, publisher }: Parts,
): Promise<(request: Request) => Promise<Response>> {
  const { pools } = catalogue;
  const idleCloseMs = config.run.idle_close_s * 1_000;
  const { campaigns } = config;
  return createActHandler({
    token: await keepWriterToken(config),
    write: (act) => writeAct({ pools, clock: effects.clock, campaigns, idleCloseMs }, act),
    log: effects.log,
    onCommit: () => publisher.nudge(),
  });
}

function startRecorder(
  { config, effects }: HubOptions,
  parts: Parts & Required<Pick<RecorderOptions, 'onFacts' | 'onHeartbeat'>>,
  undo: AsyncDisposableStack,
): Recorder {
  const { catalogue, publisher, onFacts, onHeartbeat } = parts;
  const { clock, log } = effects;
  const recorder = createRecorder({
    pool: catalogue.pools.recorder,
    clock,
    log,
    campaigns: config.campaigns,
    idleCloseMs: config.run.idle_close_s * 1_000,
    onCommit: (trace) => publisher.nudge(trace),
    onFacts,
    onHeartbeat,
  });
  let last = '';
  const timer = setInterval(() => {
    recorder.tick().then(
      () => (last = ''),
      (error: unknown) => {
        // Said once, not every five seconds: the catalogue is away, and its own log says why.
        const text = describeError(error);
        if (text !== last) log.write('warn', `looking for quiet runs failed: ${text}`);
        last = text;
      },
    );
  }, TICK_MS);
  undo.defer(async () => {
    clearInterval(timer);
    await recorder.close();
  });
  return recorder;
}

/** Looks every hour which readings are over their time; the first time at the start. */
function keepReadingsHourly(
  { config, effects }: HubOptions,
  { openAdministrator }: Catalogue,
  undo: AsyncDisposableStack,
): void {
  const { keep } = config.catalogue;
  let running: Promise<unknown> = Promise.resolve();
  const look = (): void => {
    running = keepReadings({ open: openAdministrator, keep, effects }).catch((error: unknown) =>
      effects.log.write('warn', `the upkeep of readings failed: ${describeError(error)}`),
    );
  };
  look();
  const timer = setInterval(look, UPKEEP_MS);
  undo.defer(async () => {
    clearInterval(timer);
    await running;
  });
}
