/** `flash alarm test`: sends a receiver an event that says it is a test, and prints what it answered. */

import { UsageError, type Command } from '#telemetry/command.ts';
import { configOf, configOptions } from '#telemetry/config/options.ts';
import { nearestName } from '#telemetry/config/nearest-name.ts';
import type { ReceiverConfig } from '#telemetry/config/receivers.ts';
import { systemClock } from '#telemetry/effects.ts';
import { testEvent } from '#telemetry/events/make-event.ts';
import { program } from '#telemetry/program.ts';
import type { Outcome } from '#telemetry/receivers/outcome.ts';
import { createReceiver, originOf } from '../alarms/receivers.ts';

export const command: Command = {
  options: {
    ...configOptions,
    json: { type: 'boolean', help: 'what came of it as JSON' },
  },
  usage: 'RECEIVER [--json]',
  description: `Sends a test to a receiver of alarms.receivers, whatever it wants to hear of, from this machine and at once, and
prints what it answered. Nothing is kept of it; alarms that wait are not touched. Exit code 0: it was taken.

  ${program} alarm test control-room
`,
  async run(input) {
    const config = configOf(input);
    const receiver = receiverOf(input.positionals, config.alarms.receivers);
    const { clock, name } = { clock: systemClock, name: receiver.name };
    const began = clock.monotonic();
    const { send } = await createReceiver(receiver, clock);
    const event = testEvent(name, clock.now(), originOf(config));
    const outcome = await send({ event, entries: [] }, input.signal);
    const tookMs = Math.round(clock.monotonic() - began);
    if (input.options['json'] === true)
      await input.write(
        `${JSON.stringify({ receiver: name, id: event.id, ...outcome, tookMs })}\n`,
      );
    else await input.write(`${sayOutcome(name, outcome)} (${String(tookMs)} ms)\n`);
    return outcome.kind === 'delivered' ? 0 : 1;
  },
};

function receiverOf(
  [name, ...more]: readonly string[],
  receivers: readonly ReceiverConfig[],
): ReceiverConfig {
  const names = receivers.map((receiver) => receiver.name);
  if (name === undefined || more.length > 0) throw new UsageError('name one receiver');
  const found = receivers.find((receiver) => receiver.name === name);
  if (found !== undefined) return found;
  if (names.length === 0)
    throw new UsageError('no receiver is configured: write alarms.receivers into flash.yaml');
  const near = nearestName(name, names);
  const hint = near === null ? `there are ${names.join(', ')}` : `did you mean ${near}?`;
  throw new UsageError(`there is no receiver ${name}; ${hint}`);
}

function sayOutcome(name: string, outcome: Outcome): string {
  const { answer } = outcome;
  if (outcome.kind === 'delivered') return `${name} took it: ${answer}`;
  const means =
    outcome.kind === 'refused'
      ? 'it would never take this: mend the receiver or its configuration'
      : 'the hub would try again';
  return `${name} did not take it, ${outcome.reason}: ${answer}; ${means}`;
}
