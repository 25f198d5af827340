/** The receivers of the configuration: what each wants to hear of, and how it is told. */

import type { Wish } from '#telemetry/catalogue/notices.ts';
import { nearestName } from '#telemetry/config/nearest-name.ts';
import type { ReceiverConfig } from '#telemetry/config/receivers.ts';
import type { FlashConfig } from '#telemetry/config/schema.ts';
import type { Clock } from '#telemetry/effects.ts';
import { FlashError } from '#telemetry/errors.ts';
import type { Origin } from '#telemetry/events/make-event.ts';
import type { Receiver } from '#telemetry/receivers/deliver.ts';

/** Returns whom a hub tells; a demo's alarms are simulated, and nobody is told of them. */
export function receiversOf({ alarms, isDemo }: FlashConfig): readonly ReceiverConfig[] {
  return isDemo ? [] : alarms.receivers;
}

/** Makes the receiver of a configuration; what sends e-mail is loaded only where there is one for it. */
export async function createReceiver(config: ReceiverConfig, clock: Clock): Promise<Receiver> {
  if (config.kind === 'webhook') {
    const { createWebhook } = await import('#telemetry/receivers/webhook.ts');
    return createWebhook(config, clock);
  }
  const { createEmail } = await import('#telemetry/receivers/email.ts');
  return createEmail(config);
}

/** Returns what receivers want to hear of. @throws {FlashError} where one names an alert that does not exist */
export function wishesOf(
  receivers: readonly ReceiverConfig[],
  names: readonly string[],
): readonly Wish[] {
  return receivers.map(({ name, severities, alerts = null, changes }) => {
    const unknown = alerts?.find((alert) => !names.includes(alert));
    if (unknown !== undefined) throw unknownAlert(name, unknown, names);
    return { name, severities, alerts, changes };
  });
}

function unknownAlert(receiver: string, alert: string, names: readonly string[]): FlashError {
  const near = nearestName(alert, names);
  return new FlashError({
    operation: 'tell of alarms',
    subject: `alarms.receivers, ${receiver}`,
    reason: `there is no alert ${alert}`,
    hint:
      near === null ? 'the page Alarms of the documentation lists every alert' : `write ${near}`,
  });
}

/** Returns where events of this site come from. */
export function originOf({ node, hub }: Pick<FlashConfig, 'node' | 'hub'>): Origin {
  const { url } = hub.site;
  return { node, site: url === undefined ? null : url.replace(/\/*$/, '/') };
}
