/** Describes everything below `/data/` for programs: OpenAPI 3.1, with a JSON Schema made from what readers check. */

import { toJSONSchema } from 'zod/v4/core';
import type { $ZodType } from 'zod/v4/core';
import { SNAPSHOT_SCHEMA } from '../snapshot/schema/asset.ts';
import { plainList, type Schema } from '../snapshot/parse/packed.ts';
import { describedAssets, type DescribedAsset } from './assets.ts';

type Json = Readonly<Record<string, unknown>>;

export interface OpenApi {
  readonly openapi: string;
  readonly info: Json;
  readonly servers: readonly Json[];
  readonly paths: Readonly<Record<string, Json>>;
  readonly components: { readonly schemas: Readonly<Record<string, Json>> };
}

/** Returns the description of the published files. */
export function describeData(assets: readonly DescribedAsset[] = describedAssets): OpenApi {
  return {
    openapi: '3.1.0',
    info: {
      title: 'FLASH: published data',
      version: `${SNAPSHOT_SCHEMA}`,
      description:
        'Plain files, read only. Begin at snapshot.json, which names the others; they never change under their name. Times are milliseconds since 1970, UTC; null is unknown, never zero.',
    },
    servers: [
      { url: 'data/', description: 'beside this file, on the hub and on any copy of the site' },
    ],
    paths: Object.fromEntries(assets.map((asset) => [`/${asset.path}`, { get: operation(asset) }])),
    components: { schemas: Object.fromEntries(assets.flatMap(component)) },
  };
}

/** A path of an asset with its braces, as a pattern for whole paths. */
export function pathPattern(path: string): RegExp {
  const source = path
    .split(/(\{\w+\})/)
    .map((part) => (part.startsWith('{') ? '[^/]+' : escape(part)))
    .join('');
  return new RegExp(`^${source}$`);
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

const PARQUET = 'application/vnd.apache.parquet';

function operation({ path, name, summary, schema, type = PARQUET }: DescribedAsset): Json {
  const content =
    schema === null
      ? { [type]: { schema: { type: 'string', format: 'binary' } } }
      : { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } };
  return {
    operationId: name,
    summary,
    parameters: [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => ({
      name: parameter,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    })),
    responses: {
      '200': { description: summary, content },
      '404': { description: 'no file of this name: read the manifest again' },
    },
  };
}

/** A reader that meets a key it does not know goes on: newer versions may add some. */
function component({ name, schema }: DescribedAsset): readonly (readonly [string, Json])[] {
  if (schema === null) return [];
  return [[name, schemaOf(schema)]];
}

function schemaOf(schema: Schema<unknown>): Json {
  const { $schema: _, ...made } = toJSONSchema(schema as unknown as $ZodType, {
    io: 'input',
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      const list = plainList(zodSchema);
      if (list !== undefined) Object.assign(jsonSchema, schemaOf(list));
    },
  });
  return made;
}
