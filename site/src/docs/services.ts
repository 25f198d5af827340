/** The file of services and resources that the documentation shows: its schema, and reading it from text. */
import { parse } from 'yaml';
import { z } from 'zod';
import { parseDocument } from './parse-document.ts';

const line = z.string().trim().min(1);

/** One service. What is not known is absent or named in `unconfirmed`; nothing is guessed. */
const serviceSchema = z.strictObject({
  /** Stable name, used as the anchor on the page. */
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by hyphens'),
  name: line,
  /** `ours`: the collaboration can mend it. `external`: somebody else must be asked. */
  run_by: z.enum(['ours', 'external']),
  /** Who runs an external service. */
  owner: line.optional(),
  /** Where it is; absent where no source we have names an address. */
  address: z.url({ protocol: /^(https?|davs)$/ }).optional(),
  purpose: line,
  access: line,
  login: line,
  /** What nobody has confirmed yet. */
  unconfirmed: line.optional(),
});

/** One quota: how much of what, where. */
const resourceSchema = z.strictObject({
  where: line,
  what: line,
  value: z.number().nonnegative(),
  unit: line,
  /** When it was true, as well as the source tells. */
  as_of: line,
  note: line.optional(),
});

/** What the experiment plans to write, from which room and time are computed. */
const planSchema = z.strictObject({
  gigabytes_per_hour: z.number().positive(),
  days_per_year: z.number().positive(),
});

const servicesSchema = z
  .strictObject({
    services: z.array(serviceSchema).min(1),
    resources: z.array(resourceSchema),
    plan: planSchema,
    source: line,
  })
  .superRefine(({ services }, context) => {
    services.forEach(({ id, run_by, owner }, index) => {
      if (services.findIndex((other) => other.id === id) !== index) {
        context.addIssue({
          code: 'custom',
          path: ['services', index, 'id'],
          message: `"${id}" is used twice`,
        });
      }
      if (run_by === 'external' && owner === undefined) {
        context.addIssue({
          code: 'custom',
          path: ['services', index, 'owner'],
          message: 'say who runs it',
        });
      }
    });
  });

export type Service = z.infer<typeof serviceSchema>;
export type Resource = z.infer<typeof resourceSchema>;
export type Services = z.infer<typeof servicesSchema>;

/** Room for data, and how long it lasts at the planned rate. */
export interface Room {
  readonly where: string;
  readonly what: string;
  readonly terabytes: number;
  /** Of data taking, day and night. */
  readonly days: number;
  /** Years with the planned days of data taking each. */
  readonly years: number;
}

/** Returns every resource that is counted in terabytes, with how long it lasts. */
export function roomOf({ resources, plan }: Services): readonly Room[] {
  const perDay = (plan.gigabytes_per_hour * 24) / 1000;
  return resources
    .filter(({ unit }) => unit === 'TB')
    .map(({ where, what, value }) => ({
      where,
      what,
      terabytes: value,
      days: value / perDay,
      years: value / perDay / plan.days_per_year,
    }));
}

/**
 * Reads the text of `content/infrastructure/services.yaml`.
 * @throws {FlashError} naming every field that is wrong, and why.
 */
export function parseServices(text: string): Services {
  return parseDocument('content/infrastructure/services.yaml', servicesSchema, parse(text));
}
