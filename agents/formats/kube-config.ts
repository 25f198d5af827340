/** A kubeconfig file, already read as YAML: the server of one context and how to prove who we are. */

import { at, listAt, textAt } from './kube-fields.ts';

/** Text given in the file (base64 decoded), or the path of a file beside it. */
export type Material = { readonly data: string } | { readonly file: string } | null;

/** Where a cluster answers and by which credential, of one context. */
export interface KubeContext {
  readonly name: string;
  readonly server: string;
  readonly serverName: string | null;
  readonly ca: Material;
  readonly cert: Material;
  readonly key: Material;
  readonly token: Material;
}

/** A context, or the reason why the file gives none. */
export type KubeConfigResult =
  | { readonly ok: true; readonly context: KubeContext }
  | { readonly ok: false; readonly reason: string };

/**
 * Takes a context out of a kubeconfig (the `Config` object of client-go); `name` null: its current one.
 *
 * Refused with a reason: what would switch certificate checks off, and ways of signing in that need a program or a
 * password.
 */
export function readKubeConfig(config: unknown, name: string | null): KubeConfigResult {
  const wanted = name ?? textAt(config, 'current-context');
  if (wanted === null) return fail('it names no current context');
  const context = named(config, 'contexts', wanted, 'context');
  if (context === undefined) return fail(`it has no context ${wanted}`);
  const clusterName = textAt(context, 'cluster') ?? '';
  const cluster = named(config, 'clusters', clusterName, 'cluster');
  if (cluster === undefined) return fail(`it has no cluster "${clusterName}"`);
  const userName = textAt(context, 'user') ?? '';
  const user = named(config, 'users', userName, 'user') ?? {};
  const server = textAt(cluster, 'server');
  if (server === null || !URL.canParse(server)) return fail(`cluster ${clusterName} has no server`);
  const odd = oddity(cluster, user);
  if (odd !== null) return fail(odd);
  return {
    ok: true,
    context: {
      name: wanted,
      server,
      serverName: textAt(cluster, 'tls-server-name'),
      ca: material(cluster, 'certificate-authority'),
      cert: material(user, 'client-certificate'),
      key: material(user, 'client-key'),
      token: tokenOf(user),
    },
  };
}

function fail(reason: string): KubeConfigResult {
  return { ok: false, reason };
}

/** `clusters: [{ name, cluster: {…} }]` and its like. */
function named(config: unknown, list: string, name: string, key: string): unknown {
  return at(
    listAt(config, list).find((one) => textAt(one, 'name') === name),
    key,
  );
}

function oddity(cluster: unknown, user: unknown): string | null {
  if (at(cluster, 'insecure-skip-tls-verify') === true)
    return 'insecure-skip-tls-verify would send our token to anybody; give certificate-authority';
  if (at(cluster, 'proxy-url') !== undefined) return 'proxy-url is not supported';
  if (at(user, 'exec') !== undefined)
    return 'its user signs in by a program (exec), which an agent does not run; give a token, a token file or a certificate';
  if (at(user, 'auth-provider') !== undefined)
    return 'its user signs in by an auth-provider; give a token, a token file or a certificate';
  if (at(user, 'username') !== undefined || at(user, 'password') !== undefined)
    return 'its user has a password, which Kubernetes no longer takes; give a token or a certificate';
  return null;
}

/** `name-data` in base64 goes before the file `name`, as in client-go. */
function material(from: unknown, name: string): Material {
  const data = textAt(from, `${name}-data`);
  if (data !== null) return { data: Buffer.from(data, 'base64').toString('utf8') };
  const file = textAt(from, name);
  return file === null ? null : { file };
}

/** A token file goes before a token, as in client-go: it may be renewed. */
function tokenOf(user: unknown): Material {
  const file = textAt(user, 'tokenFile');
  if (file !== null) return { file };
  const data = textAt(user, 'token');
  return data === null ? null : { data };
}
