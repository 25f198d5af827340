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
});

/** Files are absolute. */
export interface TlsFiles {
  readonly certFile: string;
  readonly keyFile: string;
  readonly clientAuth: (typeof CLIENT_AUTH)[number];
  readonly clientCaFile: string | null;
  readonly minVersion: 'TLSv1.2' | 'TLSv1.3';
}

/** Returns what the file says of TLS, or null where it says nothing; throws a ConfigError or a FlashError. */
export function loadWebConfig(file: string): TlsFiles | null {
  const source = readYamlSource(readText(file), {});
  if (source.problems.length > 0) throw new ConfigError(file, source.problems);
  const value = source.value ?? {};
  refusePasswords(file, value);
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const { issues } = parsed.error;
    throw new ConfigError(file, explainIssues({ schema, value, issues, lineOf: source.lineOf }));
  }
  const tls = parsed.data.tls_server_config;
  if (tls === undefined) return null;
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

/** A password that nobody would check must not look as if it guarded something. */
function refusePasswords(file: string, value: unknown): void {
  if (typeof value !== 'object' || value === null || !('basic_auth_users' in value)) return;
  throw new FlashError({
    operation: 'use the web configuration',
    subject: file,
    reason: 'basic_auth_users is not supported: nothing here can check its bcrypt hashes',
    hint: 'name a bearer token with agent.metrics_token_file, or let scrapers show a certificate (client_auth_type)',
  });
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
