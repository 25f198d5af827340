/** What the agent says of itself in `/metrics`: version, spool, recorder, configuration. */

import type { DeliveryState } from '#telemetry/delivery/delivery.ts';
import type { Expiry } from '#telemetry/facts/batch.ts';
import type { DeliveryFigures } from '#telemetry/delivery/measured-sender.ts';
import * as metrics from '#telemetry/metrics/agent.ts';
import type { MetricDefinition, Observation } from '#telemetry/metrics/definition.ts';
import type { SpoolState } from '#telemetry/spool/spool.ts';

import type { LedFile } from './led-files.ts';
import type { ReloadState } from './reloads.ts';

export interface SelfInput {
  readonly node: string;
  readonly site: string;
  readonly version: string;
  /** UTC, ms. */
  readonly startedAt: number;
  readonly spool: SpoolState;
  readonly delivery: DeliveryState;
  readonly reload: ReloadState;
  readonly figures: DeliveryFigures;
  /** What the configuration leads to. */
  readonly files: readonly LedFile[];
}

/** Returns the certificates and tokens that say when they are over, as the heartbeat tells them. */
export function expiriesOf(files: readonly LedFile[]): Expiry[] {
  return files.flatMap(({ key, expiresAt }) =>
    expiresAt === null
      ? []
      : [
          {
            use: key,
            kind: isToken(key) ? ('token' as const) : ('certificate' as const),
            at: expiresAt,
          },
        ],
  );
}

function isToken(key: string): boolean {
  return key.endsWith('token_file');
}

/** Returns what is true of the agent now; the oldest fact's time is absent while the spool is empty. */
export function selfObservations(input: SelfInput): Observation[] {
  const { spool, delivery } = input;
  const observations: Observation[] = [];
  const put = (
    metric: MetricDefinition,
    value: number | null,
    labels: Readonly<Record<string, string>> = {},
  ): void => {
    if (value !== null) observations.push({ metric, labels, value });
  };
  const { version, node, site } = input;
  put(metrics.agentInfo, 1, { version, node, site });
  put(metrics.agentStart, input.startedAt / 1_000);
  put(metrics.configReloadSuccess, input.reload.success ? 1 : 0);
  put(metrics.configReloadTime, input.reload.at / 1_000);
  put(metrics.spoolFacts, spool.facts);
  put(metrics.spoolBytes, spool.bytes);
  put(metrics.spoolFull, spool.isFull ? 1 : 0);
  put(metrics.spoolOldest, spool.oldestAt === null ? null : spool.oldestAt / 1_000);
  if (delivery.recorder !== 'waiting') put(metrics.recorderUp, Number(delivery.recorder === 'up'));
  put(metrics.lastDelivery, delivery.lastDelivery === null ? null : delivery.lastDelivery / 1_000);
  for (const [stream, value] of delivery.delivered) put(metrics.factsDelivered, value, { stream });
  for (const [stream, value] of delivery.refused) put(metrics.factsRefused, value, { stream });
  const { answers, totalMs, lastMs } = input.figures;
  for (const [answer, value] of answers) put(metrics.deliveries, value, { answer });
  put(metrics.deliveryTime, totalMs / 1_000);
  put(metrics.deliveryLast, lastMs === null ? null : lastMs / 1_000);
  for (const { use, kind, at } of expiriesOf(input.files))
    put(kind === 'token' ? metrics.tokenExpiry : metrics.certificateExpiry, at / 1_000, { use });
  return observations;
}
