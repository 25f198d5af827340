/** Campaign, run and kind of run from the path of a directory or file, by rules that can be configured. */
import type { RunKind } from '#telemetry/facts/file.ts';

/** A rule: words (regular expression, at the start of a word) that mean a kind. */
export interface KindRule {
  readonly kind: RunKind;
  readonly words: string;
}

/** Rules in order of precedence; Italian and English, accents and case do not matter. */
export const DEFAULT_KIND_RULES: readonly KindRule[] = [
  { kind: 'calibration', words: 'calib' },
  { kind: 'noise', words: 'rumore|noise|hot.?load' },
  { kind: 'background', words: 'fondo|campo.?spento' },
  { kind: 'test', words: 'prov[ae](?!\\p{L})|tests?(?!\\p{L})' },
  { kind: 'rescan', words: 'rescan|riscansion' },
  { kind: 'commissioning', words: 'commissioning' },
  { kind: 'physics', words: 'fisica|presa.?dati|physics' },
];

/** Default form of a campaign's directory: `Run_2023.11-QUAX`. */
export const DEFAULT_CAMPAIGN = '^Run_\\d{4}\\.\\d{2}(?:[-_ ].*)?$';

/** What a path says. */
export interface RunPath {
  /** Name of the campaign's directory, or null where the path has none. */
  readonly campaign: string | null;
  /** The run's directory exactly as found. */
  readonly run: string;
  readonly kind: RunKind;
  /** The words that decided the kind, as they stand in the path. */
  readonly kindRaw: string | null;
}

/** Parts of a path, with `/` or, where the path has none, `\`. */
function partsOf(path: string): readonly string[] {
  return path.split(path.includes('/') ? '/' : '\\').filter((part) => part !== '');
}

/** Without accents, one character for each character of the text where that is possible. */
function plain(text: string): string {
  if (!/\P{ASCII}/u.test(text)) return text;
  const folded = [...text].map((character) => character.normalize('NFD')[0] ?? character).join('');
  return folded.length === text.length ? folded : text;
}

const patterns = new WeakMap<KindRule, RegExp>();

/** What a rule matches: from the start of a word to the end of its letters. Made once: an import asks for every row. */
function patternOf(rule: KindRule): RegExp {
  const pattern = patterns.get(rule) ?? new RegExp(`(?<!\\p{L})(?:${rule.words})\\p{L}*`, 'iu');
  patterns.set(rule, pattern);
  return pattern;
}

/** Kind of a run from its parts: the deepest part that matches decides, the first rule within it. */
export function kindOfParts(
  parts: readonly string[],
  rules: readonly KindRule[] = DEFAULT_KIND_RULES,
): { readonly kind: RunKind; readonly kindRaw: string | null } {
  for (const part of parts.toReversed()) {
    const text = plain(part);
    for (const rule of rules) {
      const found = patternOf(rule).exec(text);
      if (found === null) continue;
      return { kind: rule.kind, kindRaw: part.slice(found.index, found.index + found[0].length) };
    }
  }
  return { kind: 'unknown', kindRaw: null };
}

/**
 * Reads a run's directory. The kind is looked for below the campaign (in the whole path where there is none),
 * so that a disk called `test` decides nothing.
 */
export function readRunPath(
  directory: string,
  {
    campaign = DEFAULT_CAMPAIGN,
    rules = DEFAULT_KIND_RULES,
  }: { campaign?: string; rules?: readonly KindRule[] } = {},
): RunPath {
  const parts = partsOf(directory);
  const shape = new RegExp(campaign, 'u');
  const at = parts.findIndex((part) => shape.test(part));
  const { kind, kindRaw } = kindOfParts(at < 0 ? parts : parts.slice(at + 1), rules);
  return { campaign: parts[at] ?? null, run: directory, kind, kindRaw };
}

/** First month of a campaign's name (`Run_2023.11-QUAX`), or null where it has none. */
export function campaignMonth(
  campaign: string,
): { readonly year: number; readonly month: number } | null {
  const found = /(\d{4})\.(\d{2})/.exec(campaign);
  const month = Number(found?.[2]);
  return found && month >= 1 && month <= 12 ? { year: Number(found[1]), month } : null;
}
