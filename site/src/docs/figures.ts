/** The newest figures of `npm run bench -- --record`: schema and words of the table in the handbook. */
import { z } from 'zod';
import { parseDocument } from './parse-document.ts';

const figureSchema = z.object({
  name: z.string(),
  value: z.number(),
  unit: z.string(),
  against: z.string().nullable(),
  ratio: z.number().nullable(),
  limit: z.number().nullable(),
  ok: z.boolean(),
  day: z.iso.date(),
});

const figuresSchema = z.strictObject({ figures: z.array(figureSchema) });

export type RecordedFigure = z.infer<typeof figureSchema>;

/**
 * Reads the text of `content/infrastructure/figures.json`.
 * @throws {FlashError} naming every field that is wrong, and why.
 */
export function parseFigures(text: string): readonly RecordedFigure[] {
  const file = 'content/infrastructure/figures.json';
  return parseDocument(file, figuresSchema, JSON.parse(text)).figures;
}

/** Returns a number with at most four significant digits, thin spaces between thousands. */
export function digits(value: number | null): string {
  if (value === null) return '';
  if (Math.abs(value) < 1000) return String(Number(value.toPrecision(4)));
  return Math.round(value).toLocaleString('en').replaceAll(',', '\u2009');
}
