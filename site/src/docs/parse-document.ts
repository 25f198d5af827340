/** Checks a data file of the documentation against its schema, with errors that name file, field and reason. */
import type { z } from 'zod';

/**
 * Returns `value` as the schema's type.
 * @param file path shown in the error, relative to the repository
 * @throws {Error} listing every field that does not fit
 */
export function parseDocument<T>(file: string, schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const lines = result.error.issues.map((issue) => `  ${issue.path.join('.') || '(file)'}: ${issue.message}`);
  throw new Error(`${file} does not fit its schema; correct these fields:\n${lines.join('\n')}`);
}
