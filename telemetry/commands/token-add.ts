/** `flash token add`: a new token for a node's agent. */

import { addToken } from '../catalogue/tokens.ts';
import { UsageError, type Command } from '../command.ts';
import { A_NODE, NOT_A_NODE } from '../config/node-name.ts';
import { configOptions } from '../config/options.ts';
import { systemClock } from '../effects.ts';
import { readNode } from './read-node.ts';
import { useCatalogue } from './use-catalogue.ts';
import { program } from '../program.ts';

export const command: Command = {
  options: { ...configOptions },
  usage: 'NODE',
  description: `Makes a token for the agent of a node and prints it, this once: the catalogue keeps only its SHA-256.
Put it into a file that only the agent can read, and name that as agent.token_file. Older tokens of the node
stay valid until they are revoked.

  ${program} token add lnf-daq > agent.token
`,
  async run(input) {
    const node = readNode(input);
    if (!A_NODE.test(node))
      throw new UsageError(`${node}: expected ${NOT_A_NODE}; write that name as its node, too`);
    const token = await useCatalogue(input, ({ pools }) =>
      addToken(pools.recorder, node, systemClock.now()),
    );
    await input.write(`${token}\n`);
    input.say(`a token for ${node}; it is not shown again`);
    return 0;
  },
};
