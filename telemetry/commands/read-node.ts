/** Reads the one node that a token command names. */

import { UsageError, type CommandInput } from '../command.ts';

/** Host names as in the configuration: lower-case letters, digits, dots, dashes. */
const NODE = /^[a-z0-9][a-z0-9.-]{0,62}$/;

export function readNode({ positionals }: CommandInput): string {
  const [node, ...more] = positionals;
  if (node === undefined || more.length > 0) throw new UsageError('name one node');
  if (NODE.test(node)) return node;
  throw new UsageError(`${node}: expected a host name: lower-case letters, digits, dots, dashes`);
}
