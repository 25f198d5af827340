/** What a usage fact and a quota must look like. */

import { z } from 'zod';

import { QUOTA_BOUNDS, QUOTA_STANDINGS, type QuotaFact } from '../../facts/quota.ts';
import { RESOURCE_ROLES, RESOURCE_UNITS, type UsageFact } from '../../facts/usage.ts';
import { name, numberOrNull, textOrNull, time } from './text.ts';

const role = z.enum(RESOURCE_ROLES);
const unit = z.enum(RESOURCE_UNITS);

export const usageSchema = z.strictObject({
  kind: z.literal('usage'),
  resource: name(191),
  label: name(191),
  role,
  unit,
  at: time,
  used: numberOrNull,
  capacity: numberOrNull,
}) satisfies z.ZodType<UsageFact>;

export const quotaSchema = z
  .strictObject({
    kind: z.literal('quota'),
    resource: name(191),
    label: name(191),
    role,
    unit,
    standing: z.enum(QUOTA_STANDINGS),
    bound: z.enum(QUOTA_BOUNDS),
    value: numberOrNull,
    validFrom: time,
    source: name(64),
    note: textOrNull(500),
    at: time,
  })
  .refine(({ bound, value }) => (bound === 'limited') === (value !== null), {
    message: 'expected a value where and only where it is limited',
  }) satisfies z.ZodType<QuotaFact>;
