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
import type { SenderOptions } from '#telemetry/delivery/sender.ts';
import type { Effects } from '#telemetry/effects.ts';
import { servePlain } from '#telemetry/http/serve-plain.ts';
import { agentMetrics } from '#telemetry/metrics/agent.ts';
import { checkDefinitions } from '#telemetry/metrics/check-definitions.ts';
import { createBoard } from '#telemetry/otel/board.ts';
import { createExposition } from '#telemetry/otel/exposition.ts';
import { noTracer } from '#telemetry/otel/trace.ts';
import { openSpool } from '#telemetry/spool/spool.ts';
import type { Spool } from '#telemetry/spool/spool.ts';

import { chooseCollectors } from './choose-collectors.ts';
import type { ChosenCollector } from './choose-collectors.ts';
import type { AnyCollectorModule } from './collector.ts';
import { collectors as allCollectors } from './collectors/index.ts';
import type { AgentConfiguration } from './configured.ts';
import { createDeliverLoop } from './deliver-loop.ts';
import { createPages } from './pages.ts';
import { healthz, readyz } from './ready.ts';
import { selfObservations } from './self-observations.ts';
import { checkReloadable, createReloads } from './reloads.ts';
import type { Reloads } from './reloads.ts';
import { createSupervisor } from './supervisor.ts';
import type { Replaced, Supervisor } from './supervisor.ts';
import { systemTimers } from './timers.ts';
import { VERSION } from '#telemetry/version.ts';

export interface AgentOptions {
  readonly configuration: AgentConfiguration;
  readonly effects: Effects;
  /** Default: every collector there is. */
  readonly modules?: readonly AnyCollectorModule[];
}

export interface Agent {
  /** Where `/metrics` is. */
  readonly url: string;
  /** Goes on with another configuration; throws a FlashError, and goes on as before, where that takes a restart. */
  readonly reload: (configuration: AgentConfiguration) => Replaced;
  /** What became of readings of the configuration, for `/metrics`. */
  readonly noteReload: (success: boolean) => void;
  /** Ends rounds and delivery, closes the spool; what is in it stays. Resolves with the collectors that hang. */
  readonly stop: () => Promise<readonly string[]>;
}

/** Starts the agent; throws a FlashError where its port is taken or its spool belongs to another. */
export async function startAgent(options: AgentOptions): Promise<Agent> {
  const { configuration, effects, modules = allCollectors } = options;
  const { config } = configuration;
  const chosen = chooseChecked(configuration, modules);
  const spool = openSpool({
    file: join(config.homeDirectory, 'spool', 'spool.db'),
    maxBytes: config.agent.spool_max_bytes,
    effects,
  });
  try {
    const tracer = await startTracer(config);
    const parts = assemble(configuration, chosen, spool, effects);
    const agent = await run(parts, config, effects);
    return {
      url: agent.url,
      reload(next) {
        checkReloadable(parts.configuration.current, next);
        const collectors = chooseChecked(next, modules);
        parts.configuration.current = next;
        parts.sender.pointTo(senderOptions(next.config));
        return parts.supervisor.replace(collectors, next.config.time_zone);
      },
      noteReload: parts.reloads.note,
      async stop() {
        const hanging = await agent.stop();
        await tracer.close().catch(() => undefined);
        return hanging;
      },
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
  // Collectors may share a group: one definition is checked once.
  checkDefinitions([...new Set([...agentMetrics, ...chosen.flatMap(({ metrics }) => metrics)])]);
  return chosen;
}

/** The SDK is loaded only where `agent.otlp` asks for traces. */
async function startTracer({ agent, node, site }: FlashConfig): Promise<typeof noTracer> {
  if (agent.otlp === undefined) return noTracer;
  const { startTraces } = await import('#telemetry/otel/start-traces.ts');
  const options = { service: 'flash-agent', begins: true, node, site, version: VERSION };
  return startTraces({ url: agent.otlp, ...options });
}

interface Parts {
  readonly configuration: { current: AgentConfiguration };
  readonly reloads: Reloads;
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
  const sender = createMovableSender(senderOptions(first.config));
  const delivery = createDelivery({
    node,
    spool,
    sender,
    effects,
    token: () => agentToken(configuration.current.config),
    heartbeat() {
      const { facts: spoolFacts, oldestAt: spoolOldestAt } = spool.state();
      return { version, startedAt, collectors: supervisor.states(), spoolFacts, spoolOldestAt };
    },
  });
  board.ask(() => {
    const states = { spool: spool.state(), delivery: delivery.state(), reload: reloads.state() };
    return selfObservations({ node, site, version, startedAt, ...states });
  });
  const exposition = createExposition({ board, clock: effects.clock });
  return { configuration, reloads, spool, supervisor, delivery, sender, exposition };
}

function senderOptions(config: FlashConfig): SenderOptions {
  return { url: `${recorderUrl(config)}/ingest/v1/batches` };
}

/** Opens the socket, starts the loops, and returns what ends them. */
async function run(
  parts: Parts,
  config: FlashConfig,
  effects: Effects,
): Promise<Pick<Agent, 'url' | 'stop'>> {
  const { spool, supervisor, delivery, sender, exposition } = parts;
  const handler = createPages({
    metrics: exposition.handle,
    healthz,
    readyz: () =>
      readyz({
        node: config.node,
        version: VERSION,
        runners: supervisor.runners(),
        spool: spool.state(),
        spoolDamaged: spool.damaged,
        delivery: delivery.state(),
        now: effects.clock.now(),
      }),
  });
  const listener = await servePlain({
    what: 'agent',
    address: config.agent.listen,
    variable: 'FLASH_AGENT_PORT',
    handler,
    onError: (thrown) => {
      effects.log.write('error', `a page failed: ${String(thrown)}`);
    },
  });
  const controller = new AbortController();
  supervisor.start();
  const delivering = createDeliverLoop(delivery, spool, systemTimers).run(controller.signal);
  return {
    url: listener.url,
    async stop() {
      const hanging = await supervisor.stop();
      controller.abort();
      sender.close();
      await Promise.race([delivering, systemTimers.wait(500, new AbortController().signal)]);
      await listener.close(500);
      await exposition.close();
      spool.close();
      return hanging;
    },
  };
}
