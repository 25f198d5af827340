/** The alarms of the hub: the evaluator beside the recorder, and who is told of what it finds. */

import { alerts } from '#dashboards/alerts/index.ts';
import type { Catalogue } from '#telemetry/catalogue/open.ts';
import { consistentReads } from '#telemetry/catalogue/read/consistent.ts';
import { hysteresisOf } from '#telemetry/config/channel-limits.ts';
import type { FlashConfig } from '#telemetry/config/schema.ts';
import type { Effects } from '#telemetry/effects.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';
import { deliverAlarms, type AlarmDelivery } from './alarms/deliver-alarms.ts';
import { originOf, receiversOf, wishesOf } from './alarms/receivers.ts';
import { watchAlarms, type AlarmWatch } from './alarms/watch-alarms.ts';
import { collectorsOf, configuredSources, sourcesTold } from './alert-sources.ts';
import type { createHubMetrics } from './hub-metrics.ts';
import type { Publisher } from './snapshot/publisher.ts';
import type { CatalogueWatch } from './watch-catalogue.ts';

const alertNames = alerts.map(({ name }) => name);

interface Options {
  readonly config: FlashConfig;
  readonly effects: Effects;
}

/** What the hub tells Prometheus and its alarms, and what it asks the catalogue for that. */
export interface Told {
  readonly watch: CatalogueWatch;
  /** What the catalogue and the agents say now. */
  readonly known: () => readonly Observation[];
  readonly metrics: ReturnType<typeof createHubMetrics>;
}

interface Parts extends Told {
  readonly catalogue: Catalogue;
  readonly publisher: Publisher;
  readonly delivery: AlarmDelivery;
}

/** The evaluator of alarms: definitions from `dashboards/`, facts from the recorder, the hub's own view of things. */
export async function startAlarms(
  { config, effects }: Options,
  parts: Parts,
  undo: AsyncDisposableStack,
): Promise<AlarmWatch> {
  const { catalogue, publisher, watch, known, metrics, delivery } = parts;
  await watch.look();
  const alarms = await watchAlarms({
    alerts,
    effects,
    pool: catalogue.pools.recorder,
    read: consistentReads(catalogue.pools.publisher),
    observations: metrics.observations,
    sources() {
      const seen = known();
      return configuredSources(config, collectorsOf(seen), sourcesTold(seen));
    },
    origin: originOf(config),
    wishes: wishesOf(receiversOf(config), alertNames),
    hysteresis: hysteresisOf(config),
    onWritten: () => publisher.hurry(),
    onChanges: () => delivery.nudge(),
  });
  undo.defer(() => alarms.stop());
  return alarms;
}

/** Who is told of alarms; what waits since before is told at once. */
export async function startDelivery(
  { config, effects }: Options,
  { pools }: Catalogue,
  undo: AsyncDisposableStack,
): Promise<AlarmDelivery> {
  const receivers = receiversOf(config);
  const delivery = await deliverAlarms({
    receivers,
    wishes: wishesOf(receivers, alertNames),
    effects,
    pool: pools.recorder,
    read: consistentReads(pools.publisher),
  });
  undo.defer(() => delivery.stop());
  return delivery;
}
