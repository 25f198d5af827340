/** How a command of an installed agent delivers facts: to the hub that the agent itself delivers to. */

import type { CommandInput, RecorderDoor } from '#telemetry/command.ts';
import { recorderUrl } from '#telemetry/config/addresses.ts';
import { agentToken } from '#telemetry/config/agent-token.ts';
import { configOf } from '#telemetry/config/options.ts';
import { hubAnswers, openHubDoor } from '#telemetry/delivery/hub-door.ts';
import { FlashError } from '#telemetry/errors.ts';

/** Opens the door to the hub; throws a transient FlashError where none answers. */
export async function openRecorderDoor(input: CommandInput): Promise<RecorderDoor> {
  const config = configOf(input);
  const url = recorderUrl(config);
  const { ca_file: caFile } = config.agent;
  if (await hubAnswers(url, caFile)) {
    return openHubDoor({ url, token: agentToken(config), signal: input.signal, caFile });
  }
  throw new FlashError({
    operation: 'deliver facts',
    subject: url,
    reason: 'no hub answers there',
    hint: 'start the hub, or set agent.recorder in flash.yaml to its address',
    transient: true,
  });
}
