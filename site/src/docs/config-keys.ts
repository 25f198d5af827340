/** Every key of `flash.yaml`, from the schema that reads it: path, type, default; pure. */

import { parse } from 'yaml';
import { z } from 'zod';
import { configSchema } from '#telemetry/config/schema.ts';
import { parseDocument } from './parse-document.ts';

export interface ConfigKey {
  /** `hub.listen`; `campaigns[].name` inside a list, `collectors.<name>` below free names. */
  readonly path: string;
  /** In words: `whole number from 7`, `one of low, high`. */
  readonly type: string;
  /** As one writes it; null: it has to be given, or is absent. */
  readonly fallback: string | null;
  readonly isRequired: boolean;
}

/** The parts of JSON Schema that zod writes and this reads. */
interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly propertyNames?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly (string | number)[];
  readonly const?: string | number | boolean;
  readonly default?: unknown;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
}

/** Returns the keys in the order of the schema; a key that several forms of an object have stands once. */
export function configKeys(): readonly ConfigKey[] {
  const schema = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }) as Schema;
  const keys = new Map<string, ConfigKey>();
  for (const key of keysOf(schema, '')) {
    const other = keys.get(key.path);
    const types = new Set([...(other === undefined ? [] : [other.type]), key.type]);
    keys.set(key.path, { ...key, type: [...types].join(' or ') });
  }
  return [...keys.values()];
}

function keysOf(schema: Schema, path: string): readonly ConfigKey[] {
  const forms = schema.anyOf ?? schema.oneOf ?? [];
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, value]) => {
    const at = path === '' ? name : `${path}.${name}`;
    const inner = keysOf(value, at);
    const isRequired = schema.required?.includes(name) === true && value.default === undefined;
    return inner.length > 0 ? inner : [keyOf(value, at, isRequired)];
  });
  const items = schema.items === undefined ? [] : keysOf(schema.items, `${path}[]`);
  return [...own, ...items, ...forms.flatMap((form) => keysOf(form, path))];
}

function keyOf(schema: Schema, path: string, isRequired: boolean): ConfigKey {
  const fallback = schema.default === undefined ? null : JSON.stringify(schema.default);
  return { path, type: typeWords(schema), fallback, isRequired };
}

function typeWords(schema: Schema): string {
  const { type, items, anyOf, oneOf, minimum, exclusiveMinimum, maximum } = schema;
  if (schema.enum !== undefined) return `one of ${schema.enum.join(', ')}`;
  if (schema.const !== undefined) return String(schema.const);
  const forms = anyOf ?? oneOf;
  if (forms !== undefined) return [...new Set(forms.map(typeWords))].join(' or ');
  if (type === 'array') return `list of ${items === undefined ? 'anything' : typeWords(items)}`;
  if (type === 'object')
    return schema.propertyNames?.enum === undefined
      ? 'settings by name'
      : `settings by name, of ${schema.propertyNames.enum.join(', ')}`;
  if (type === 'integer' || type === 'number') {
    const low = minimum ?? (exclusiveMinimum === undefined ? undefined : exclusiveMinimum);
    const from =
      low === undefined || low < -1e15
        ? ''
        : ` ${exclusiveMinimum === undefined ? 'from' : 'above'} ${low}`;
    const to = maximum === undefined || maximum > 1e15 ? '' : ` to ${maximum}`;
    return `${type === 'integer' ? 'whole number' : 'number'}${from}${to}`;
  }
  if (type === 'string')
    return schema.format === 'uri' ? 'address' : schema.format === 'date-time' ? 'time' : 'text';
  return type === 'boolean' ? 'true or false' : (type ?? 'anything');
}

/** What each key is for, in sentences; `parseMeanings` refuses a key that the schema has not, and misses none. */
const meaningsSchema = z.record(
  z.string(),
  z
    .string()
    .trim()
    .regex(/^[A-Z“][^]*\.$/, 'expected sentences'),
);

/**
 * Reads the text of `content/infrastructure/configuration.yaml`.
 * @throws {FlashError} naming the keys that are missing there, or not in the schema
 */
export function parseMeanings(
  text: string,
  keys: readonly ConfigKey[],
): Readonly<Record<string, string>> {
  const known = new Set(keys.map(({ path }) => path));
  const checked = meaningsSchema.superRefine((meanings, context) => {
    const missing = [...known].filter((path) => meanings[path] === undefined);
    const unknown = Object.keys(meanings).filter((path) => !known.has(path));
    for (const path of missing)
      context.addIssue({
        code: 'custom',
        path: [path],
        message: 'is in the schema and has no words here',
      });
    for (const path of unknown)
      context.addIssue({ code: 'custom', path: [path], message: 'is not in the schema' });
  });
  return parseDocument('content/infrastructure/configuration.yaml', checked, parse(text));
}
