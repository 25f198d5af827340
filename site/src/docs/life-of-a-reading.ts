/** The functions that one reading passes through, in order: schema and reading of the list that page and trace test share. */
import { parse } from 'yaml';
import { z } from 'zod';
import { parseDocument } from './parse-document.ts';

const stationSchema = z.strictObject({
  /** An exported function, or a method by its interface: `Spool.store`. */
  name: z
    .string()
    .regex(
      /^([A-Z]\w*\.)?[a-z]\w*$/,
      'must be an exported function, or a method as Interface.method',
    ),
  /** Source file that exports it, relative to the repository. */
  file: z
    .string()
    .regex(/^(agents|telemetry|site)\/[\w./-]+\.ts$/, 'must be a .ts file of a layer'),
  /** Where it runs. */
  process: z.enum(['agent', 'hub', 'browser']),
  /** What it does to the reading, in one sentence. */
  does: z.string().trim().min(1),
});

const lifeSchema = z.strictObject({ functions: z.array(stationSchema).min(1).max(12) });

export type Station = z.infer<typeof stationSchema>;

/**
 * Reads the text of `content/infrastructure/life-of-a-reading.yaml`.
 * @throws {FlashError} naming every field that is wrong, and why.
 */
export function parseLifeOfAReading(text: string): readonly Station[] {
  return parseDocument('content/infrastructure/life-of-a-reading.yaml', lifeSchema, parse(text))
    .functions;
}

/** Path of the entry of the generated API reference that documents the function, below the site's root. */
export function apiPath({ name, file }: Station): string {
  const module = `api/${file.replace(/\.ts$/, '')}`;
  const [owner = '', method] = name.toLowerCase().split('.');
  return method === undefined
    ? `${module}/functions/${owner}/`
    : `${module}/interfaces/${owner}/#${method}`;
}
