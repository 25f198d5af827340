/** The configuration file `flash.yaml`: one strict schema, unknown keys refused; each collector checks its own settings. */

import { z } from 'zod';
import { KEY_ROLES } from '../key-roles.ts';
import { contactsSchema } from './contacts.ts';
import { A_NODE, NOT_A_NODE } from './node-name.ts';
import { receiverSchema } from './receivers.ts';

const listen = z
  .string()
  .regex(
    /^[^\s:]+:\d{1,5}$|^\[[0-9a-fA-F:]+\]:\d{1,5}$/,
    'expected host:port, such as 127.0.0.1:4321',
  );

const keyChannel = z.strictObject({
  /** `<device>/<name>`. */
  channel: z.string().min(1),
  role: z.enum(KEY_ROLES),
  label: z.string().min(1),
  /** Limits in the channel's unit; a run is judged by the limits of its time. */
  limits: z
    .array(
      z.strictObject({
        side: z.enum(['low', 'high']),
        severity: z.enum(['attention', 'alarm']),
        value: z.number(),
        /** How far a value must come back before the agent's metric says that the limit is kept again. */
        hysteresis: z.number().min(0).default(0),
        reason: z.string().min(1),
      }),
    )
    .default([]),
});

const campaign = z.strictObject({
  /** The directory's name: `Run_2026.11-QUAX`. */
  name: z.string().min(1),
  /** ASCII, in addresses; set once. */
  slug: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]*$/, 'expected lower-case letters, digits, dots, dashes'),
  title: z.string().optional(),
  experiment: z.string().optional(),
  search: z.string().optional(),
  start: z.iso.datetime({ offset: true }).optional(),
  end: z.iso.datetime({ offset: true }).optional(),
  key_channels: z.array(keyChannel).default([]),
});

/** How long readings are kept; absent: for ever. Hours always are. Imported ones count from their import. */
const keep = z
  .strictObject({
    raw_days: z.number().int().min(7).optional(),
    minute_days: z.number().int().min(30).optional(),
  })
  .prefault({});

const catalogue = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('embedded'), keep }),
    z.strictObject({
      kind: z.literal('external'),
      keep,
      /** `mariadb://host:3306/database`, or `mariadb:///database?socket=/run/mysqld/mysqld.sock`; no password in it. */
      url: z.string().startsWith('mariadb://'),
      admin_user: z.string().min(1),
      admin_password: z.string().optional(),
      admin_password_file: z.string().optional(),
      /** Certificates (PEM) of who signs the server's: the connection is then by TLS, or not at all. */
      tls_ca_file: z.string().optional(),
    }),
  ])
  .prefault({ kind: 'embedded' });

const backup = z
  .strictObject({
    /** Hour of the day, in `time_zone`, after which the hub makes a backup; null: it makes none. */
    nightly_hour: z.number().int().min(0).max(23).nullable().default(3),
    /** Where backups lie; default: `backup/` in the home. */
    directory: z.string().min(1).optional(),
    /** A second place, on another disk or machine; each copy is read back. It has to be there: nothing is made. */
    copy_to: z.string().min(1).optional(),
    /** Days whose newest backup is kept. */
    keep_daily: z.number().int().min(1).max(3_650).default(7),
    /** Weeks whose newest backup is kept. */
    keep_weekly: z.number().int().min(0).max(520).default(8),
    /** Whether tables are changed by a new version only after a backup. */
    before_migrations: z.boolean().default(true),
  })
  .prefault({});

export const configSchema = z.strictObject({
  node: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9.-]{0,62}$/,
      'expected a host name: lower-case letters, digits, dots, dashes',
    )
    .regex(A_NODE, `expected ${NOT_A_NODE}`),
  site: z.string().min(1).default('LNF'),
  time_zone: z.string().default('Europe/Rome'),
  /** All state; relative to the working directory. `FLASH_HOME` wins. */
  home: z.string().default('.flash'),
  catalogue,
  backup,
  hub: z
    .strictObject({
      listen: listen.default('127.0.0.1:4321'),
      site: z
        .strictObject({ url: z.url().optional(), title: z.string().default('FLASH') })
        .prefault({}),
    })
    .prefault({}),
  agent: z
    .strictObject({
      listen: listen.default('127.0.0.1:9464'),
      /** Where the recorder is; default: the hub's own address. */
      recorder: z.url().optional(),
      token: z.string().optional(),
      token_file: z.string().optional(),
      /** Certificates that sign the recorder's, where the system does not know them. */
      ca_file: z.string().min(1).optional(),
      /** TLS of the agent's own pages, in the layout of Prometheus's exporters (`web-config.yml`). */
      web_config_file: z.string().min(1).optional(),
      /** A bearer token that `/metrics` and `/readyz` are asked with; absent: none is needed. */
      metrics_token_file: z.string().min(1).optional(),
      /** Collectors stop reading when the spool holds this much. */
      spool_max_bytes: z.number().int().positive().default(2_000_000_000),
      /** What the node is for: `daq`, `cryostat`; sent by OTLP as `flash.role`. */
      role: z.string().min(1).max(64).optional(),
      /** `http://host:4318`: traces of a batch's way, metrics and the log, by OTLP; `OTEL_*` variables say the rest, and win. */
      otlp: z.url().optional(),
    })
    .prefault({}),
  run: z
    .strictObject({
      /** Seconds without a file, beyond ten cadences, after which a run closes. */
      idle_close_s: z.number().positive().default(900),
    })
    .prefault({}),
  campaigns: z.array(campaign).default([]),
  /** Whom the hub tells of alarms by itself. */
  alarms: z.strictObject({ receivers: z.array(receiverSchema).default([]) }).prefault({}),
  /** Whom procedures say to call, by role; printed by `flash contacts`, published nowhere. */
  contacts: contactsSchema,
  /** By collector name; each checks its own settings (`flash doctor`, `flash agent`). */
  collectors: z.record(z.string(), z.unknown()).default({}),
});

export type FlashConfig = z.output<typeof configSchema> & {
  /** Absolute. With the demo: `<home>/demo`. */
  readonly homeDirectory: string;
  readonly isDemo: boolean;
  /** Where it was read from; null: the built-in demo configuration. */
  readonly source: string | null;
};
export type CampaignConfig = z.output<typeof campaign>;
export type KeyChannelConfig = z.output<typeof keyChannel>;
