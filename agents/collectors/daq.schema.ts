/** The strict schema of the settings of `daq`; loaded only where the configuration is read. */

import { z } from 'zod';
import { DEFAULT_CAMPAIGN } from '#agents/formats/run-path.ts';
import { RUN_KINDS } from '#telemetry/facts/file.ts';

const globs = z.array(z.string().min(1));

const pattern = z.string().refine(
  (text) => {
    try {
      return new RegExp(text, 'u').source !== '';
    } catch {
      return false;
    }
  },
  { message: 'expected a regular expression' },
);

/** Whether a root is another one, or lies below it: its files would be read twice. */
function isWithinAnother(root: string, at: number, roots: readonly string[]): boolean {
  const plain = (path: string): string => `${path.replace(/\/+$/, '')}/`;
  return roots.some((other, n) => n !== at && plain(root).startsWith(plain(other)));
}

export const daqSchema = z.strictObject({
  /** Name of this place in the list of copies: `lnf-daq`. */
  location: z.string().min(1).max(64),
  /** Absolute directories to look below. */
  roots: z
    .array(z.string().startsWith('/', 'expected an absolute path'))
    .min(1)
    .refine((roots) => !roots.some((root, at) => isWithinAnother(root, at, roots)), {
      message: 'expected directories of which none lies in another one',
    }),
  /** Names of data files: globs with `*` and `?`. */
  files: globs.default(['*.dat', '*.raw', '*.bin', '*.h5']),
  /** Names of sweep files: taken in like data files, and fitted. */
  sweeps: globs.default(['S11*.txt', 'S11*.csv', 'S11*.s1p', 'S21*.txt', 'S21*.csv', 'S21*.s2p']),
  /** Names that are left alone, also of directories; the temporary names of a writer that renames. */
  ignore: globs.default(['.*', '*.tmp', '*.part']),
  /** When a file is complete. */
  complete: z
    .discriminatedUnion('rule', [
      z.strictObject({ rule: z.literal('quiet'), quiet_s: z.number().positive().default(5) }),
      z.strictObject({ rule: z.literal('rename') }),
      z.strictObject({
        rule: z.literal('marker'),
        /** Name of the marker: `{name}` is the data file's name, `{stem}` the same without its last ending. */
        pattern: z
          .string()
          .regex(
            /^[^/{}]*\{(?:name|stem)\}[^/{}]*$/,
            'expected {name} or {stem} once, as in {name}.done',
          )
          .refine((text) => text !== '{name}', 'expected something beside {name}')
          .default('{name}.done'),
        /** A file that is quiet for so long without its marker is reported. */
        missing_s: z.number().positive().default(600),
      }),
      z.strictObject({
        rule: z.literal('next'),
        /** The last file, which none follows, is complete when it was quiet for so long. */
        last_s: z.number().positive().default(60),
      }),
    ])
    .prefault({ rule: 'quiet' }),
  /** Version of the software that writes the files. */
  software_version: z.string().min(1).max(64).nullable().default(null),
  /** Whether files get a SHA-256 beside their Adler-32, in the same pass. */
  sha256: z.boolean().default(false),
  /** A limit on reading for checksums, of each root; null: none. */
  checksum_bytes_per_s: z.number().positive().nullable().default(null),
  /** Whether a root is read by a process of its own, which can be killed where a mount hangs. */
  isolation: z.enum(['auto', 'always', 'never']).default('auto'),
  /** A mount that gives no answer for so long is given up until it does. */
  stall_s: z.number().positive().default(30),
  /** Every known file of a busy directory is looked at again this often. */
  rescan_s: z.number().positive().default(600),
  /** Directories below a root. */
  max_depth: z.number().int().min(1).max(20).default(6),
  max_files_per_round: z.number().int().min(1).max(2_000).default(400),
  run_rules: z
    .strictObject({
      /** The first directory of the path whose name matches is the campaign. */
      campaign_pattern: pattern.default(DEFAULT_CAMPAIGN),
      /** One campaign for everything below the roots, whatever the directories' names. */
      campaign: z.string().min(1).nullable().default(null),
      /** Words (regular expression, at the start of a word) that mean a kind; asked before the built-in ones. */
      kinds: z.array(z.strictObject({ kind: z.enum(RUN_KINDS), words: pattern })).default([]),
    })
    .prefault({}),
});

export type DaqSettings = z.output<typeof daqSchema>;
