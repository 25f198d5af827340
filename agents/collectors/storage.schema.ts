/** The strict schema of the settings of `storage`; loaded only where the configuration is read. */

import { z } from 'zod';

import { parseAmount, QUOTA_RESOURCES } from '../formats/amount.ts';
import { DEFAULT_CAMPAIGN } from '../formats/run-path.ts';

const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9 _.-]*$/, 'expected lower-case letters, digits, dashes')
  .max(64);
const absolute = z.string().startsWith('/', 'expected an absolute path');
const role = z.enum(['daq', 'storage', 'cloud', 'tape', 'other']);
const httpUrl = z.url({ protocol: /^https?$/ });
const globs = z.array(z.string().min(1));

const volume = z.strictObject({
  name,
  path: absolute,
  label: z.string().min(1).optional(),
  role: role.default('other'),
  /** Whether the path must be a mount point: else its figures would be those of the disk below. */
  mounted: z.boolean().default(false),
  /** Whether it may be mounted read-only. */
  read_only: z.boolean().default(false),
  /** Of which file a small read is timed: `find` takes the first small one in the path, `none` reads nothing. */
  read_file: z.union([z.enum(['find', 'none']), absolute]).default('find'),
});

const directory = z.strictObject({
  name,
  path: absolute,
  /** Seconds between two counts. */
  every_s: z.number().min(10).default(300),
});

const amount = z
  .union([z.number().min(0), z.string().min(1)])
  .refine((value) => parseAmount(value) !== null, {
    message: 'expected an amount such as "130 TB", "50 vCPU", 12, "---" (none) or "unlimited"',
  });

const date = z.iso.date();

const quota = z.strictObject({
  /** Short name of the place, in labels and resources: `infn-cloud`. */
  place: name,
  label: z.string().min(1).max(100),
  role: role.default('cloud'),
  /** Who says so: "allocation letter". */
  source: z.string().min(1).max(64).default('configuration'),
  /** First day on which it holds, UTC. */
  valid_from: date,
  limits: z
    .array(
      z.strictObject({
        resource: z.enum(QUOTA_RESOURCES),
        value: amount,
        standing: z.enum(['assigned', 'requested']).default('assigned'),
        valid_from: date.optional(),
        note: z.string().min(1).max(500).optional(),
        /** What is used, as somebody read it, and when; better asked of the cloud itself. */
        used: amount.optional(),
        used_at: z.iso.datetime({ offset: true }).optional(),
      }),
    )
    .min(1),
});

const openstack = z.strictObject({
  place: name,
  label: z.string().min(1).max(100),
  /** Keystone's address, with or without `/v3`. */
  auth_url: httpUrl,
  credential_id: z.string().min(1),
  credential_secret: z.string().min(1).optional(),
  credential_secret_file: absolute.optional(),
  region: z.string().min(1).optional(),
  interface: z.enum(['public', 'internal', 'admin']).default('public'),
  ca_file: absolute.optional(),
  every_s: z.number().min(60).default(900),
});

const location = {
  /** Name of the place in the list of copies: `cnaf-tape`. */
  location: name,
  /** The DAQ directory that this place is a copy of: `/mnt/d`. */
  mirrors: absolute,
  /** Names that are left alone, also of directories. */
  ignore: globs.default(['.*', '*.tmp', '*.part']),
  requests_per_minute: z.number().int().min(1).max(6_000).default(60),
  /** Seconds between the beginnings of two passes over the whole place. */
  pass_s: z.number().min(10).default(3_600),
  /** Whether a directory's own time changes with what is in it: then one that did not change is not read again. */
  trust_directory_times: z.boolean().default(true),
  /** Days after which checksums are asked for again. */
  verify_again_days: z.number().positive().default(30),
  /** Directories below the root, and how many are remembered. */
  max_depth: z.number().int().min(1).max(20).default(8),
  max_directories: z.number().int().min(1).max(200_000).default(20_000),
  /** As in `daq`: which directory is the campaign. */
  campaign_pattern: z.string().default(DEFAULT_CAMPAIGN),
  campaign: z.string().min(1).nullable().default(null),
};
const remote = {
  ...location,
  ca_file: absolute.optional(),
  timeout_s: z.number().positive().max(300).default(30),
};

const place = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('webdav'),
    ...remote,
    /** The directory that stands for `mirrors`. */
    url: httpUrl,
    /** A bearer token, read anew for each turn. */
    token_file: absolute.optional(),
    /** The WLCG Tape REST API: `discover` finds it by the well-known address, `none` asks nothing. */
    tape: z.union([z.enum(['none', 'discover']), httpUrl]).default('none'),
  }),
  z.strictObject({
    kind: z.literal('s3'),
    ...remote,
    url: httpUrl,
    bucket: z.string().min(3).max(63),
    /** Of the keys, without a slash at its end; empty: the whole bucket. */
    prefix: z.string().default(''),
    region: z.string().min(1).default('us-east-1'),
    access_key: z.string().min(1).optional(),
    access_key_file: absolute.optional(),
    secret_key: z.string().min(1).optional(),
    secret_key_file: absolute.optional(),
  }),
  z.strictObject({
    kind: z.literal('listing'),
    ...location,
    /** The file that lists paths, as its makers write it. */
    file: absolute,
    /** What stands before the paths that are wanted: `/quax-tape/`. */
    strip: z.string().default(''),
    /** Where the listed copies lie, for their addresses: `davs://host/quax-tape`. */
    uri: z.string().min(1).optional(),
    locality: z.enum(['disk', 'tape', 'both', 'unknown']).default('unknown'),
  }),
]);

export const storageSchema = z
  .strictObject({
    volumes: z.array(volume).default([]),
    directories: z.array(directory).default([]),
    max_directories: z.number().int().min(1).max(500_000).default(20_000),
    quotas: z.array(quota).default([]),
    openstack: z.array(openstack).default([]),
    copies: z.array(place).default([]),
    timeout_s: z.number().positive().max(60).default(5),
    usage_s: z.number().positive().default(60),
  })
  .refine(
    ({ volumes, directories, quotas, openstack: clouds, copies }) =>
      volumes.length + directories.length + quotas.length + clouds.length + copies.length > 0,
    { message: 'expected at least one of volumes, directories, quotas, openstack, copies' },
  )
  .refine(({ copies }) => new Set(copies.map((one) => one.location)).size === copies.length, {
    message: 'two entries under copies have one location',
  });

export type StorageSettings = z.output<typeof storageSchema>;
export type VolumeSettings = StorageSettings['volumes'][number];
export type DirectorySettings = StorageSettings['directories'][number];
export type QuotaSettings = StorageSettings['quotas'][number];
export type OpenStackSettings = StorageSettings['openstack'][number];
export type PlaceSettings = StorageSettings['copies'][number];
export type WebDavSettings = Extract<PlaceSettings, { kind: 'webdav' }>;
export type S3Settings = Extract<PlaceSettings, { kind: 's3' }>;
export type ListingSettings = Extract<PlaceSettings, { kind: 'listing' }>;
