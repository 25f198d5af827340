/** The file of points of the projected reach: schema and reading. */
import { parse } from 'yaml';
import { z } from 'zod';
import { parseDocument } from './parse-document.ts';

const point = z.tuple([z.number().positive(), z.number().positive()]);
const reachSchema = z.strictObject({
  source: z.strictObject({ title: z.string().min(1), url: z.url() }),
  curves: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z]+$/),
        name: z.string().min(1),
        /** Mass in µeV, coupling in 1e-16 GeV⁻¹; masses rise. */
        points: z
          .array(point)
          .min(2)
          .refine(
            (points) => points.every(([m], at) => at === 0 || m > (points[at - 1]?.[0] ?? 0)),
            {
              message: 'masses have to rise',
            },
          ),
      }),
    )
    .min(1),
});

export type Reach = z.infer<typeof reachSchema>;

/**
 * Reads the text of `content/experiment/reach.yaml`.
 * @throws {FlashError} naming every field that is wrong, and why.
 */
export function parseReach(text: string): Reach {
  return parseDocument('content/experiment/reach.yaml', reachSchema, parse(text));
}
