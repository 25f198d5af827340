/** Reads the migrations: numbered SQL files, each a list of statements, with the checksum that proves them unchanged. */

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { FlashError } from '../errors.ts';

export interface Migration {
  readonly number: number;
  /** `0001-first-light`. */
  readonly name: string;
  readonly sha256: string;
  readonly statements: readonly string[];
}

const FOLDER = fileURLToPath(new URL('migrations', import.meta.url));

/** Reads every migration of the folder, in order. @throws {FlashError} where a number is missing or comes twice. */
export function readMigrations(folder: string = FOLDER): readonly Migration[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  return names.map((name, index) => {
    const migration = parseMigration(name, readFileSync(`${folder}/${name}`, 'utf8'));
    if (migration.number === index + 1) return migration;
    throw new FlashError({
      operation: 'read the migrations',
      subject: `${folder}/${name}`,
      reason: `its number is ${String(migration.number)}, the next one is ${String(index + 1)}`,
      hint: 'number migrations from 0001 without holes',
    });
  });
}

/** Splits a file into statements: each ends with a semicolon at the end of a line. */
export function parseMigration(fileName: string, text: string): Migration {
  const statements = text
    .split(/;[ \t]*(?:\r?\n|$)/)
    .map((part) => part.replace(/^(?:\s*(?:--[^\n]*)?\n)*/, '').trim())
    .filter((part) => part !== '' && !/^(?:--[^\n]*\s*)+$/.test(part));
  return {
    number: Number.parseInt(fileName, 10),
    name: fileName.replace(/\.sql$/, ''),
    sha256: createHash('sha256').update(text).digest('hex'),
    statements,
  };
}
