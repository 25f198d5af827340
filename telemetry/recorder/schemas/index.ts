/** The schema of every kind of fact; one line each. */

import type { z } from 'zod';

import type { Fact, FactKind } from '../../facts/index.ts';
import { channelSchema } from './channel.ts';
import { entrySchema, flagSchema } from './entry.ts';
import { fileSchema } from './file.ts';
import { gapSchema } from './gap.ts';
import { importRowSchema } from './import-row.ts';
import { jobSchema, queueSchema } from './job.ts';
import { readingsSchema } from './readings.ts';
import { copyListSchema, replicaSchema } from './replica.ts';
import { sweepSchema } from './sweep.ts';
import { quotaSchema, usageSchema } from './usage.ts';

const SCHEMAS: { readonly [Kind in FactKind]: z.ZodType<Extract<Fact, { kind: Kind }>> } = {
  channel: channelSchema,
  readings: readingsSchema,
  file: fileSchema,
  replica: replicaSchema,
  'copy-list': copyListSchema,
  sweep: sweepSchema,
  job: jobSchema,
  queue: queueSchema,
  usage: usageSchema,
  quota: quotaSchema,
  entry: entrySchema,
  flag: flagSchema,
  'import-row': importRowSchema,
  gap: gapSchema,
};

/** A fact, or why it is none. */
export type ParsedFact = { readonly fact: Fact } | { readonly fact: null; readonly reason: string };

/** Checks one fact strictly: unknown keys are refused, nothing is converted. */
export function parseFact(value: unknown): ParsedFact {
  const kind = kindOf(value);
  if (kind === null) {
    return { fact: null, reason: `kind: expected one of ${Object.keys(SCHEMAS).join(', ')}` };
  }
  const parsed = SCHEMAS[kind].safeParse(value);
  if (parsed.success) return { fact: parsed.data };
  return { fact: null, reason: describeIssues(parsed.error) };
}

/** Says where and what is wrong: `values.3: expected …; unit: Invalid input: …`. */
export function describeIssues(error: z.ZodError): string {
  return error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.length === 0 ? '' : `${path.join('.')}: `}${message}`)
    .join('; ')
    .slice(0, 1_000);
}

function kindOf(value: unknown): FactKind | null {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return null;
  const { kind } = value;
  return typeof kind === 'string' && Object.hasOwn(SCHEMAS, kind) ? (kind as FactKind) : null;
}
