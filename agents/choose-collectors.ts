/** Finds the modules of the collectors that the configuration names. */

import { FlashError } from '#telemetry/errors.ts';

import type { AnyCollectorModule, CollectorContext, Collector } from './collector.ts';
import type { ConfiguredCollector } from './configured.ts';

/** A collector as the supervisor runs it. */
export interface ChosenCollector {
  readonly name: string;
  readonly intervalMs: number;
  readonly deadlineMs: number;
  readonly create: (context: CollectorContext) => Collector;
  readonly metrics: AnyCollectorModule['metrics'];
  /** Everything that the configuration says of it, as one text: two of the same are the same. */
  readonly settings: string;
}

/** Returns one chosen collector for each that is configured; throws where this program has none of that name. */
export function chooseCollectors(
  configured: readonly ConfiguredCollector[],
  modules: readonly AnyCollectorModule[],
): ChosenCollector[] {
  return configured.map((one) => {
    const { name, settings, intervalMs, deadlineMs } = one;
    const module = modules.find((one) => one.name === name);
    if (module === undefined) {
      throw new FlashError({
        operation: 'start the agent',
        subject: `collector ${name}`,
        reason: 'this program has no such collector',
        hint: 'remove it from flash.yaml, or install the version that has it',
      });
    }
    const create = (context: CollectorContext): Collector => module.create(settings, context);
    const said = JSON.stringify(one);
    return { name, intervalMs, deadlineMs, create, metrics: module.metrics, settings: said };
  });
}
