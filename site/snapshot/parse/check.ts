/** Checks what was fetched or read against its schema, once, where it comes in. */

import type { Schema } from './packed.ts';

/** Returns the value as its schema describes it; keys that the schema does not know are left out. @throws {RangeError} naming the first field that differs. */
export function check<T>(schema: Schema<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const field = issue === undefined || issue.path.length === 0 ? 'it' : issue.path.join('.');
  throw new RangeError(`${field} is not as this version expects: ${issue?.message ?? 'invalid'}`);
}
