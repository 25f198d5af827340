/** The three experiments side by side, each number under the name it belongs to: schema and reading of the data file. */
import { parse } from 'yaml';
import { z } from 'zod';
import { parseDocument } from './parse-document.ts';

const line = z.string().trim().min(1);
const experimentSchema = z.strictObject({
  id: z.string().regex(/^[a-z]+$/),
  name: line,
  status: line,
  sources: z.array(z.strictObject({ title: line, url: z.url() })).min(1),
});

const experimentsSchema = z
  .strictObject({
    experiments: z.array(experimentSchema).min(1),
    /** One quantity per row; a value with its unit per experiment, absent where no source gives it. */
    rows: z.array(z.strictObject({ quantity: line, values: z.record(z.string(), line) })).min(1),
  })
  .superRefine(({ experiments, rows }, context) => {
    const known = new Set(experiments.map(({ id }) => id));
    rows.forEach(({ values }, index) => {
      for (const id of Object.keys(values)) {
        if (known.has(id)) continue;
        context.addIssue({
          code: 'custom',
          path: ['rows', index, 'values', id],
          message: 'is none of the experiments above',
        });
      }
    });
  });

export type Experiments = z.infer<typeof experimentsSchema>;

/**
 * Reads the text of `content/experiment/experiments.yaml`.
 * @throws {FlashError} naming every field that is wrong, and why.
 */
export function parseExperiments(text: string): Experiments {
  return parseDocument('content/experiment/experiments.yaml', experimentsSchema, parse(text));
}
