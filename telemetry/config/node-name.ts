/** The name of a machine in the catalogue, made from its host name. */

import { HUB } from '../metrics/recorded-name.ts';

/** What no node may be called, and why: its recorded metrics would be taken for the hub's. */
export const NOT_A_NODE = `a name other than "${HUB}", which the hub's own channels begin with`;

/** Whether a node may be called so. */
export const A_NODE = new RegExp(`^(?!${HUB}$)`);

/** Returns a host's name as `node` wants it: lower case, letters, digits, dots, dashes; not `hub`. */
export function nodeName(host: string): string {
  const name = host
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]+/g, '-')
    .replaceAll(/^[.-]+|[.-]+$/g, '');
  if (name === HUB) return `${HUB}-node`;
  return name === '' ? 'node' : name.slice(0, 63);
}
