/** Reads YAML that is not the configuration: a kubeconfig. A module of its own, because the one file has it as a part. */

export { parse } from 'yaml';
