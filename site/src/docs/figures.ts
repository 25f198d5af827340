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

type Measured = Pick<RecordedFigure, 'name' | 'value' | 'unit'>;

/** What one thing costs at each size, in the order of the sizes; null: not measured. */
export interface Growth {
  readonly what: string;
  readonly costs: readonly (Measured | null)[];
}

const OF_A_SIZE = /^growth\.(?<what>[^.]+)\.(?<years>[\d.]+)_years$/;

/** Returns the figures that were measured on catalogues of several sizes, and these sizes in years, smallest first. */
export function growthOf(figures: readonly Measured[]): {
  readonly years: readonly string[];
  readonly rows: readonly Growth[];
} {
  const found = figures.flatMap((figure) => {
    const { what, years } = OF_A_SIZE.exec(figure.name)?.groups ?? {};
    return what === undefined || years === undefined ? [] : [{ what, years, figure }];
  });
  const years = [...new Set(found.map((one) => one.years))].sort((a, b) => Number(a) - Number(b));
  const rows = [...Map.groupBy(found, ({ what }) => what)].map(([what, sizes]) => ({
    what: what.replaceAll('_', ' '),
    costs: years.map((wanted) => sizes.find((one) => one.years === wanted)?.figure ?? null),
  }));
  return { years, rows };
}
