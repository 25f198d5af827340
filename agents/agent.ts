/** The agent of one node, put together: collectors, spool, delivery, and its three pages. */

import { join } from 'node:path';

import { recorderUrl } from '#telemetry/config/addresses.ts';
import { agentToken } from '#telemetry/config/agent-token.ts';
import { channelLimits } from '#telemetry/config/channel-limits.ts';
import type { FlashConfig } from '#telemetry/config/schema.ts';
import { createDelivery } from '#telemetry/delivery/delivery.ts';
import type { Delivery } from '#telemetry/delivery/delivery.ts';
import { createMovableSender } from '#telemetry/delivery/movable-sender.ts';
import type { MovableSender } from '#telemetry/delivery/movable-sender.ts';
import { measureSender } from '#telemetry/delivery/measured-sender.ts';
import type { SenderOptions } from '#telemetry/delivery/sender.ts';
import type { Effects } from '#telemetry/effects.ts';
import { servePlain } from '#telemetry/http/serve-plain.ts';
import { agentMetrics } from '#telemetry/metrics/agent.ts';
import { processMetrics } from '#telemetry/metrics/process.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';
import { checkDefinitions } from '#telemetry/metrics/check-definitions.ts';
import { lastGood } from '#telemetry/last-good.ts';
import type { LogTap } from '#telemetry/log.ts';
import { createBoard } from '#telemetry/otel/board.ts';
import type { Board } from '#telemetry/otel/board.ts';
import { createExposition } from '#telemetry/otel/exposition.ts';
import { asksForOtlp, isOtlpDisabled } from '#telemetry/otel/otlp-environment.ts';
import { createProducer } from '#telemetry/otel/producer.ts';
import { noTracer, setTracer } from '#telemetry/otel/trace.ts';
import { openSpool } from '#telemetry/spool/spool.ts';
import type { Spool } from '#telemetry/spool/spool.ts';

import { chooseCollectors } from './choose-collectors.ts';
import type { ChosenCollector } from './choose-collectors.ts';
import type { AnyCollectorModule } from './collector.ts';
import { collectors as allCollectors } from './collectors/index.ts';
import type { AgentConfiguration } from './configured.ts';
import { createDeliverLoop } from './deliver-loop.ts';
import { createPageGuard } from './page-guard.ts';
import { createPages, metricsToken } from './pages.ts';
import { createProcessWatch } from './process-watch.ts';
import type { ProcessWatch } from './process-watch.ts';
import { healthz, readyz } from './ready.ts';
import { createSelfRecorder } from './record-self.ts';
import type { SelfRecorder } from './record-self.ts';
import { expiriesOf, selfObservations } from './self-observations.ts';
import { checkReloadable, createReloads } from './reloads.ts';
import type { Reloads } from './reloads.ts';
import { createSupervisor } from './supervisor.ts';
import type { Replaced, Supervisor } from './supervisor.ts';
import { systemTimers } from './timers.ts';
import { VERSION } from '#telemetry/version.ts';

/** How long the last push may take when the agent ends. */
const PUSH_GRACE_MS = 1_000;

export interface AgentOptions {
  readonly configuration: AgentConfiguration;
  readonly effects: Effects;
  /** Default: every collector there is. */
  readonly modules?: readonly AnyCollectorModule[];
  /** Where `OTEL_*` variables are; default: none. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where the log can be heard, to push it. */
  readonly tap?: { current: LogTap | null };
  /** The spool's file broke while it was used: what is whole is saved at the next start. */
  readonly onSpoolDamage?: () => void;
}

export interface Agent {
  /** Where `/metrics` is. */
  readonly url: string;
  /** Goes on with another configuration; throws a FlashError, and goes on as before, where that takes a restart. */
  readonly reload: (configuration: AgentConfiguration) => Replaced;
  /** What became of readings of the configuration, for `/metrics`. */
  readonly noteReload: (success: boolean) => void;
  /** Ends rounds and delivery, closes the spool; what is in it stays. Resolves with the collectors that hang, also when it is asked twice. */
  readonly stop: () => Promise<readonly string[]>;
}

/** Starts the agent; throws a FlashError where its port is taken or its spool belongs to another. */
export async function startAgent(options: AgentOptions): Promise<Agent> {
  const { configuration, effects, modules = allCollectors } = options;
  const { config } = configuration;
  const chosen = chooseChecked(configuration, modules);
  const spool = openSpool({
    node: config.node,
    file: join(config.homeDirectory, 'spool', 'spool.db'),
    maxBytes: config.agent.spool_max_bytes,
    effects,
    onDamage: () => options.onSpoolDamage?.(),
  });
  try {
    const parts = assemble(configuration, chosen, spool, effects);
    const push = await startPush(config, options, parts.board);
    const agent = await run(parts, config, effects);
    const stop = async (): Promise<readonly string[]> => {
      const hanging = await agent.stop();
      await Promise.race([push.close().catch(() => undefined), pause(PUSH_GRACE_MS)]);
      return hanging;
    };
    let stopping: Promise<readonly string[]> | undefined;
    return {
      url: agent.url,
      reload(next) {
        checkReloadable(parts.configuration.current, next);
        const collectors = chooseChecked(next, modules);
        parts.configuration.current = next;
        parts.sender.pointTo(senderOptions(next));
        const limits = channelLimits(next.config);
        return parts.supervisor.replace(collectors, next.config.time_zone, limits);
      },
      noteReload: parts.reloads.note,
      stop: () => (stopping ??= stop()),
    };
  } catch (thrown) {
    spool.close();
    throw thrown;
  }
}

function chooseChecked(
  { collectors }: AgentConfiguration,
  modules: readonly AnyCollectorModule[],
): ChosenCollector[] {
  const chosen = chooseCollectors(collectors, modules);
  const all = [...agentMetrics, ...processMetrics, ...chosen.flatMap(({ metrics }) => metrics)];
  // Collectors may share a group: one definition is checked once.
  checkDefinitions([...new Set(all)]);
  return chosen;
}

/** OTLP is loaded only where the configuration or the environment asks for it. */
async function startPush(
  { agent, node, site }: FlashConfig,
  { env = {}, effects, tap }: AgentOptions,
  board: Board,
): Promise<{ readonly close: () => Promise<void> }> {
  const isAsked = agent.otlp !== undefined || asksForOtlp(env);
  if (!isAsked || isOtlpDisabled(env)) return noTracer;
  const push = (await import('#telemetry/otel/start-push.ts')).startPush({
    url: agent.otlp ?? null,
    env,
    service: 'flash-agent',
    begins: true,
    node,
    site,
    role: agent.role,
    version: VERSION,
    producer: createProducer({ board, clock: effects.clock, names: 'pushed' }),
    onProblem: (problem) =>
      effects.log.write('warn', 'OTLP does not reach its receiver', { problem }),
  });
  setTracer(push.tracer);
  if (tap !== undefined) tap.current = push.log;
  return {
    async close() {
      if (tap !== undefined) tap.current = null;
      setTracer(noTracer);
      await push.close();
    },
  };
}

interface Parts {
  readonly configuration: { current: AgentConfiguration };
  readonly reloads: Reloads;
  readonly board: Board;
  readonly watch: ProcessWatch;
  readonly self: SelfRecorder;
  readonly spool: Spool;
  readonly supervisor: Supervisor;
  readonly delivery: Delivery;
  readonly sender: MovableSender;
  readonly exposition: ReturnType<typeof createExposition>;
}

/** Makes the parts and lets the board ask them; nothing runs yet. */
function assemble(
  first: AgentConfiguration,
  collectors: readonly ChosenCollector[],
  spool: Spool,
  effects: Effects,
): Parts {
  const { node, site, time_zone: timeZone } = first.config;
  const version = VERSION;
  const startedAt = effects.clock.now();
  const configuration = { current: first };
  const reloads = createReloads(effects.clock);
  const board = createBoard(effects.clock);
  const timers = systemTimers;
  const limits = channelLimits(first.config);
  const world = { node, site, timeZone, limits, spool, board, effects, timers };
  const supervisor = createSupervisor({ ...world, collectors });
  const sender = createMovableSender(senderOptions(first));
  const measured = measureSender(sender, effects.clock);
  const watch = createProcessWatch(effects.clock, timers);
  const delivery = createDelivery({
    node,
    spool,
    sender: measured,
    effects,
    token: lastGood(() => agentToken(configuration.current.config)),
    heartbeat() {
      const { facts: spoolFacts, oldestAt: spoolOldestAt, isFull: spoolFull } = spool.state();
      const expiries = expiriesOf(configuration.current.files ?? []);
      const collectors = supervisor.states();
      return { version, startedAt, collectors, spoolFacts, spoolOldestAt, spoolFull, expiries };
    },
  });
  const observeSelf = (): Observation[] => {
    const states = { spool: spool.state(), delivery: delivery.state(), reload: reloads.state() };
    const figures = measured.figures();
    const { files = [] } = configuration.current;
    return selfObservations({ node, site, version, startedAt, ...states, figures, files });
  };
  board.ask(observeSelf);
  board.ask(watch.observations);
  const self = createSelfRecorder({
    node,
    spool,
    effects,
    timers,
    observations: () => [...observeSelf(), ...watch.observations(), ...supervisor.observations()],
  });
  const exposition = createExposition({ board, clock: effects.clock });
  const made = { configuration, reloads, board, watch, self, spool, supervisor };
  return { ...made, delivery, sender, exposition };
}

function senderOptions({ config, files = [] }: AgentConfiguration): SenderOptions {
  const { ca_file: caFile } = config.agent;
  const authority = files.find(({ path }) => path === caFile)?.digest ?? undefined;
  return { url: `${recorderUrl(config)}/ingest/v1/batches`, caFile, authority };
}

/** Opens the socket, starts the loops, and returns what ends them. */
async function run(
  parts: Parts,
  config: FlashConfig,
  effects: Effects,
): Promise<Pick<Agent, 'url' | 'stop'>> {
  const { spool, supervisor, delivery, sender, exposition } = parts;
  const handler = createPages({
    guard: createPageGuard({
      token: lastGood(() => metricsToken(parts.configuration.current.config)),
      users: () => parts.configuration.current.pageUsers ?? {},
    }),
    metrics: exposition.handle,
    healthz,
    readyz: () =>
      readyz({
        node: config.node,
        version: VERSION,
        runners: supervisor.runners(),
        spool: spool.state(),
        salvaged: spool.salvaged,
        delivery: delivery.state(),
        now: effects.clock.now(),
      }),
  });
  const first = parts.configuration.current.tls ?? null;
  const tls = first === null ? undefined : () => parts.configuration.current.tls ?? first;
  const listener = await servePlain({
    what: 'agent',
    tls,
    address: config.agent.listen,
    variable: 'FLASH_AGENT_PORT',
    handler,
    onError: (thrown) => {
      effects.log.write('error', `a page failed: ${String(thrown)}`);
    },
  });
  const controller = new AbortController();
  supervisor.start();
  void parts.watch.run(controller.signal);
  const keeping = parts.self.run(controller.signal);
  const delivering = createDeliverLoop(delivery, spool, systemTimers).run(controller.signal);
  return {
    url: listener.url,
    async stop() {
      const hanging = await supervisor.stop(2_500);
      controller.abort();
      sender.close();
      await Promise.race([Promise.all([delivering, keeping]), pause(700)]);
      await listener.close(300);
      await exposition.close();
      spool.close();
      return hanging;
    },
  };
}

function pause(ms: number): Promise<void> {
  return systemTimers.wait(ms, new AbortController().signal);
}
