/** The strict schema of the settings of `cryostat`; loaded only where the configuration is read. */

import { z } from 'zod';
import { checkCurve } from '#agents/formats/calibration.ts';
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
  /** Seconds since 1904-01-01 00:00 UTC. */
  z.strictObject({ kind: z.literal('labview-s') }),
  /** Days as a spreadsheet counts them, local time. */
  z.strictObject({ kind: z.literal('excel-days') }),
  z.strictObject({ kind: z.literal('elapsed-s'), start_line: z.number().int().min(1) }),
]);

const missing = z.array(z.string()).default([]);
const missingQuality = z
  .enum(['missing', 'over', 'under', 'off', 'uncalibrated'])
  .default('missing');

/** Bounds of what can be, in the channel's unit: below is under range, above is over range. */
const plausible = z
  .tuple([z.number().nullable(), z.number().nullable()])
  .refine(([low, high]) => low === null || high === null || low < high, {
    message: 'expected [low, high], the low one first; null for no bound',
  })
  .default([null, null]);

const label = z.string().min(1).nullable().default(null);

/** What is said of a channel that a format gives by itself. */
const channel = z.strictObject({
  label,
  stale_after_s: staleAfter,
  /** Printed texts or numbers that mean that nothing was measured. */
  missing,
  missing_quality: missingQuality,
  plausible,
});

const curve = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('points'),
      interpolation: z.enum(['linear', 'log-log']),
      /** `[sensor's value, measured value]`, each in the unit of its channel. */
      points: z.array(z.tuple([z.number(), z.number()])).min(2),
    }),
    z.strictObject({
      kind: z.literal('polynomial'),
      /** `log10`: of the sensor's logarithm, giving the measured value's logarithm. */
      variable: z.enum(['linear', 'log10']),
      /** From the constant upwards. */
      coefficients: z.array(z.number()).min(1),
      from: z.number(),
      to: z.number(),
    }),
  ])
  .superRefine((value, context) => {
    const wrong = checkCurve(value);
    if (wrong !== null) context.addIssue({ code: 'custom', message: wrong });
  });

/** A channel that a calibration makes of another one, which stays as it is. */
const calibrated = z.strictObject({
  name: channelName,
  /** Channel of the sensor within the device, such as `ch8-r`. */
  of: channelName,
  quantity: z.string().min(1),
  unit: z.string().min(1),
  label,
  stale_after_s: staleAfter,
  curve,
});

const column = z.strictObject({
  /** Name in the header row, or place in the row from 1. */
  column: place,
  /** Name of the channel within the device. */
  name: channelName,
  quantity: z.string().min(1),
  /** Unit of the values after scale and offset, UCUM, SI where it can be. */
  unit: z.string().min(1),
  label,
  stale_after_s: staleAfter,
  /** value = printed * scale + offset. */
  scale: z.number().default(1),
  offset: z.number().default(0),
  /** Printed texts or numbers that mean that nothing was measured. */
  missing,
  missing_quality: missingQuality,
  plausible,
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
  /** The first line of data; default: the one below the header. */
  first_row: z.number().int().min(1).nullable().default(null),
  /** Columns whose texts, joined by a blank, are the time. */
  time_columns: z.array(place).min(1),
  time,
  columns: z.array(column).min(1),
});

const device = {
  name: deviceName,
  /** Of naive times in the files; default: the node's. */
  time_zone: timeZone.nullable().default(null),
  /** By the channel's name within the device (`ch6-t`). */
  channels: z.record(channelName, channel).default({}),
  calibrated: z.array(calibrated).default([]),
};

const absolute = z.string().startsWith('/', 'expected an absolute path');

const files = (names: string[]) => z.array(z.string().min(1)).default(names);

const bluefors = z.strictObject({
  ...device,
  kind: z.literal('bluefors'),
  /** Absolute: the folder that holds the day folders `yy-mm-dd`. */
  path: absolute,
});

const tableDevice = z.strictObject({
  ...device,
  kind: z.literal('table'),
  /** Absolute: a file, or a folder whose files (and those one level below) are read. */
  path: absolute,
  files: files(['*.csv', '*.txt', '*.dat', '*.log']),
  table,
});

const leiden = z.strictObject({
  ...device,
  kind: z.literal('leiden'),
  /** Absolute: a file, or a folder whose files (and those one level below) are read. */
  path: absolute,
  files: files(['*_temp.txt', '*_pres.txt', '*_liqlev.txt']),
});

const lakeshore = z.strictObject({
  ...device,
  kind: z.literal('lakeshore'),
  /** Absolute: a file, or a folder whose files (and those one level below) are read. */
  path: absolute,
  files: files(['*.csv', '*LS372*.dat']),
});

export const cryostatSchema = z.strictObject({
  devices: z
    .array(z.discriminatedUnion('kind', [bluefors, leiden, lakeshore, tableDevice]))
    .min(1)
    .refine((devices) => new Set(devices.map(({ name }) => name)).size === devices.length, {
      message: 'two devices have one name',
    }),
});

export type CryostatSettings = z.output<typeof cryostatSchema>;
export type DeviceSettings = CryostatSettings['devices'][number];
export type ChannelSettings = z.output<typeof channel>;
export type TableSettings = z.output<typeof table>;
