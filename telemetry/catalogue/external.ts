/** A MariaDB server of others, named in the configuration: its address, and how we administer our database there. */

import { readFileSync } from 'node:fs';

import type { FlashConfig } from '../config/schema.ts';
import { FlashError } from '../errors.ts';
import type { ConnectionSettings, ServerAddress } from './connection.ts';
import { isSupported, parseServerVersion } from './embedded/version.ts';

export type ExternalCatalogue = Extract<FlashConfig['catalogue'], { kind: 'external' }>;

export interface ExternalPlace {
  readonly administrator: ConnectionSettings;
  readonly database: string;
  /** Where our accounts come from, as the server sees it. */
  readonly host: 'localhost' | '%';
}

/** Reads `mariadb://host:3306/database` or `mariadb:///database?socket=/run/mysqld/mysqld.sock`. */
export function parseExternal(catalogue: ExternalCatalogue): ExternalPlace {
  const url = URL.parse(catalogue.url);
  const database = url?.pathname.slice(1) ?? '';
  if (url === null || !/^[A-Za-z0-9_]{1,64}$/.test(database)) throw wrongUrl(catalogue.url);
  const address = parseAddress(url);
  return {
    administrator: {
      address,
      user: catalogue.admin_user,
      password: password(catalogue),
      database: null,
      ...(catalogue.tls_ca_file === undefined
        ? {}
        : { tlsCa: readCertificates(catalogue.tls_ca_file) }),
    },
    database,
    host: 'socketPath' in address ? 'localhost' : '%',
  };
}

/** @throws {FlashError} where the server that answered is not MariaDB 10.6 or newer. */
export function refuseUnsupported(serverVersion: string, url: string): void {
  const version = parseServerVersion(serverVersion);
  if (version !== null && isSupported(version)) return;
  throw new FlashError({
    operation: 'open the catalogue',
    subject: url,
    reason: `the server says it is "${serverVersion}"; MariaDB 10.6 or newer is needed`,
    hint: 'name a newer server in catalogue.url, or use the embedded one (catalogue: {kind: embedded})',
  });
}

function parseAddress(url: URL): ServerAddress {
  const socketPath = url.searchParams.get('socket');
  if (socketPath !== null) return { socketPath };
  if (url.hostname === '') throw wrongUrl(url.href);
  return { host: url.hostname, port: url.port === '' ? 3306 : Number(url.port) };
}

function password(catalogue: ExternalCatalogue): string {
  if (catalogue.admin_password !== undefined) return catalogue.admin_password;
  const path = catalogue.admin_password_file;
  if (path === undefined) return '';
  return readNamed(path, "the database administrator's password", 'admin_password_file').trim();
}

function readCertificates(path: string): string {
  return readNamed(path, "the certificates of the database's signer", 'tls_ca_file');
}

function readNamed(path: string, what: string, key: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new FlashError({
      operation: `read ${what}`,
      subject: path,
      reason: 'the file cannot be read',
      hint: `correct catalogue.${key} or its permissions`,
      cause,
    });
  }
}

function wrongUrl(subject: string): FlashError {
  return new FlashError({
    operation: 'read catalogue.url',
    subject,
    reason: 'it is not the address of a database',
    hint: 'write mariadb://host:3306/database or mariadb:///database?socket=/run/mysqld/mysqld.sock; the name holds letters, digits and _',
  });
}
