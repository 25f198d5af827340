/** `flash token revoke`: the tokens of a node are no longer valid. */

import { revokeTokens } from '../catalogue/tokens.ts';
import type { Command } from '../command.ts';
import { configOptions } from '../config/options.ts';
import { systemClock } from '../effects.ts';
import { FlashError } from '../errors.ts';
import { readNode } from './read-node.ts';
import { useCatalogue } from './use-catalogue.ts';
import { program } from '../program.ts';

export const command: Command = {
  options: { ...configOptions },
  usage: 'NODE',
  description: `Revokes every token of a node at once. Its agent keeps what it finds in its spool until it has a new token.

  ${program} token revoke lnf-daq
`,
  async run(input) {
    const node = readNode(input);
    const count = await useCatalogue(input, ({ pools }) =>
      revokeTokens(pools.recorder, node, systemClock.now()),
    );
    if (count === 0) {
      throw new FlashError({
        operation: 'revoke tokens',
        subject: node,
        reason: 'the node has no valid token',
        hint: `see which there are: ${program} token list`,
      });
    }
    input.say(`${String(count)} ${count === 1 ? 'token' : 'tokens'} of ${node} revoked`);
    return 0;
  },
};
