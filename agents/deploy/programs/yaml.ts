/** The part of the one file that reads YAML for the resident program; unpacked only where a kubeconfig is. */

export { parse } from '#agents/sources/parse-yaml.ts';
