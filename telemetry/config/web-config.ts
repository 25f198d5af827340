/** How `/metrics` is guarded: the file `web-config.yml` in the layout of Prometheus's exporters (exporter-toolkit). */

import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';

import { errorCode, FlashError } from '../errors.ts';
import { explainIssues } from './explain-issues.ts';
import { ConfigError } from './problem.ts';
import { readYamlSource } from './yaml-source.ts';

/** Words of exporter-toolkit: who has to show a certificate, and whether it is verified. */
const CLIENT_AUTH = [
  'NoClientCert',
  'RequestClientCert',
  'RequireAnyClientCert',
  'VerifyClientCertIfGiven',
  'RequireAndVerifyClientCert',
] as const;

const schema = z.strictObject({
  tls_server_config: z
    .strictObject({
      cert_file: z.string().min(1),
      key_file: z.string().min(1),
      client_auth_type: z.enum(CLIENT_AUTH).default('NoClientCert'),
      client_ca_file: z.string().min(1).optional(),
      min_version: z.enum(['TLS12', 'TLS13']).default('TLS12'),
    })
    .optional(),
  basic_auth_users: z
    .record(
      z.string().regex(/^[^:]+$/, 'expected a name without a colon'),
      z.string().regex(/^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/, 'expected a bcrypt hash'),
    )
    .default({}),
});

/** Files are absolute. */
export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
  readonly clientAuth: (typeof CLIENT_AUTH)[number];
  readonly clientCaFile: string | null;
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3';
}

export interface WebConfig {
  /** Null: plain HTTP. */
  readonly tls: TlsFiles | null;
  /** Bcrypt hashes by name. */
  readonly users: Readonly<Record<string, string>>;
}

/** Returns what the file says; throws a ConfigError or a FlashError. */
export function loadWebConfig(file: string): WebConfig {
  const source = readYamlSource(readText(file), {});
  if (source.problems.length > 0) throw new ConfigError(file, source.problems);
  const value = source.value ?? {};
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const { issues } = parsed.error;
    throw new ConfigError(file, explainIssues({ schema, value, issues, lineOf: source.lineOf }));
  }
  const { tls_server_config: tls, basic_auth_users: users } = parsed.data;
  return { tls: tls === undefined ? null : tlsFiles(file, tls), users };
}

function tlsFiles(
  file: string,
  tls: NonNullable<z.output<typeof schema>['tls_server_config']>,
): TlsFiles {
  const verifies = /Verify/.test(tls.client_auth_type);
  if (verifies && tls.client_ca_file === undefined) throw noClientCa(file, tls.client_auth_type);
  const at = (path: string): string => resolve(dirname(file), path);
  return {
    certFile: at(tls.cert_file),
    keyFile: at(tls.key_file),
    clientAuth: tls.client_auth_type,
    clientCaFile: tls.client_ca_file === undefined ? null : at(tls.client_ca_file),
    minVersion: tls.min_version === 'TLS13' ? 'TLSv1.3' : 'TLSv1.2',
  };
}

function noClientCa(file: string, type: string): FlashError {
  return new FlashError({
    operation: 'use the web configuration',
    subject: file,
    reason: `client_auth_type ${type} verifies certificates, and client_ca_file is not named`,
    hint: 'name the file with the certificates that sign those of the scrapers',
  });
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new FlashError({
      operation: 'read the web configuration',
      subject: file,
      reason: errorCode(cause) === 'ENOENT' ? 'there is no such file' : 'it cannot be read',
      hint: 'check agent.web_config_file and who may read it',
      cause,
    });
  }
}
