/** Checks a data file of the documentation against its schema, with errors that name file, field and reason. */
import { FlashError } from '#telemetry/errors.ts';
import type { z } from 'zod';

/**
 * Returns `value` as the schema's type.
 * @param file path shown in the error, relative to the repository
 * @throws {FlashError} listing every field that does not fit
 */
export function parseDocument<T>(file: string, schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const fields = result.error.issues.map(
    (issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`,
  );
  throw new FlashError({
    operation: 'read the documentation',
    subject: file,
    reason: fields.join('; '),
    hint: `correct these fields in ${file}`,
  });
}
