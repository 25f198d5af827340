/** The strict schema of the settings of `cryostat`; loaded only where the configuration is read. */

import { z } from 'zod';
import { compilePattern } from '#agents/formats/table-time.ts';
import { isTimeZone } from '#telemetry/time.ts';

const channelName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._/-]*$/, 'expected lower-case letters, digits, dots, dashes, slashes');

const deviceName = z
  .string()
  .max(64)
  .regex(/^[a-z0-9][a-z0-9._-]*$/, 'expected lower-case letters, digits, dots, dashes');

const timeZone = z.string().refine(isTimeZone, {
  message: 'expected a time zone such as Europe/Rome or UTC',
});

const staleAfter = z.number().positive().nullable().default(null);

const place = z.union([z.string().min(1), z.number().int().min(1)]);

const time = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('pattern'),
    /** Letters `yyyy yy MM dd HH mm ss SSS`. */
    pattern: z.string().refine(
      (text) => {
        try {
          return compilePattern(text).source !== '';
        } catch {
          return false;
        }
      },
      { message: "expected letters yyyy yy MM dd HH mm ss SSS, such as 'dd/MM/yyyy HH:mm:ss'" },
    ),
  }),
  z.strictObject({ kind: z.literal('iso') }),
  z.strictObject({ kind: z.literal('epoch-s') }),
  z.strictObject({ kind: z.literal('epoch-ms') }),
  z.strictObject({ kind: z.literal('elapsed-s'), start_line: z.number().int().min(1) }),
]);

const column = z.strictObject({
  /** Name in the header row, or place in the row from 1. */
  column: place,
  /** Name of the channel within the device. */
  name: channelName,
  quantity: z.string().min(1),
  /** Unit of the values after scale and offset, UCUM, SI where it can be. */
  unit: z.string().min(1),
  label: z.string().min(1).nullable().default(null),
  stale_after_s: staleAfter,
  /** value = printed * scale + offset. */
  scale: z.number().default(1),
  offset: z.number().default(0),
  /** Printed texts or numbers that mean that nothing was measured. */
  missing: z.array(z.string()).default([]),
  missing_quality: z.enum(['missing', 'over', 'under', 'off']).default('missing'),
});

const table = z.strictObject({
  /** One character, `tab`, or `blank` for any run of spaces and tabs. */
  separator: z
    .string()
    .regex(/^(?:[^]|tab|blank)$/, "expected one character, 'tab' or 'blank'")
    .default(','),
  decimal_comma: z.boolean().default(false),
  comment: z.string().min(1).nullable().default(null),
  /** The line that names the columns, 0: none. */
  header_row: z.number().int().min(0).default(1),
  /** Columns whose texts, joined by a blank, are the time. */
  time_columns: z.array(place).min(1),
  time,
  columns: z.array(column).min(1),
});

const bluefors = z.strictObject({
  name: deviceName,
  kind: z.literal('bluefors'),
  /** Absolute: the folder that holds the day folders `yy-mm-dd`. */
  path: z.string().startsWith('/', 'expected an absolute path'),
  /** Of the stamps in the files; default: the node's. */
  time_zone: timeZone.nullable().default(null),
  /** By channel name (`ch6-t`): what it is called, when it is stale. */
  channels: z
    .record(
      channelName,
      z.strictObject({
        label: z.string().min(1).nullable().default(null),
        stale_after_s: staleAfter,
      }),
    )
    .default({}),
});

const tableDevice = z.strictObject({
  name: deviceName,
  kind: z.literal('table'),
  /** Absolute: a file, or a folder whose files (and those one level below) are read. */
  path: z.string().startsWith('/', 'expected an absolute path'),
  files: z.array(z.string().min(1)).default(['*.csv', '*.txt', '*.dat', '*.log']),
  time_zone: timeZone.nullable().default(null),
  table,
});

export const cryostatSchema = z.strictObject({
  devices: z
    .array(z.discriminatedUnion('kind', [bluefors, tableDevice]))
    .min(1)
    .refine((devices) => new Set(devices.map(({ name }) => name)).size === devices.length, {
      message: 'two devices have one name',
    }),
});

export type CryostatSettings = z.output<typeof cryostatSchema>;
export type DeviceSettings = CryostatSettings['devices'][number];
export type TableSettings = z.output<typeof table>;
