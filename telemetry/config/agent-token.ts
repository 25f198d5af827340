/** The token that an agent shows the recorder. */

import { join } from 'node:path';

import type { FlashConfig } from './schema.ts';
import { readSecret } from './secret.ts';

/** Returns it: configured, or from the file that the hub of this machine writes into the home; throws where there is none. */
export function agentToken({
  agent,
  homeDirectory,
}: Pick<FlashConfig, 'agent' | 'homeDirectory'>): string {
  const file = agent.token_file ?? join(homeDirectory, 'agent.token');
  return readSecret('agent.token', agent.token, file) ?? '';
}
