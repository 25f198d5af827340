/** The name of a machine in the catalogue, made from its host name. */

/** Returns a host's name as `node` wants it: lower case, letters, digits, dots, dashes. */
export function nodeName(host: string): string {
  const name = host
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]+/g, '-')
    .replaceAll(/^[.-]+|[.-]+$/g, '');
  return name === '' ? 'node' : name.slice(0, 63);
}
