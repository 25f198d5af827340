/** Ads in long form, one attribute a line: `condor_q -long`, `condor_history -long`, `condor_status -long` and the schedd's history files. Form: HTCondor's manual, "ClassAd syntax". */

import type { Ad } from './condor-ad.ts';

/** One ad with the place where it stands. */
export interface LongAd {
  readonly ad: Ad;
  /** Number of its first line. */
  readonly line: number;
  readonly refused: readonly LongRefused[];
}

/** A line of a long listing that could not be read. */
export interface LongRefused {
  readonly line: number;
  readonly raw: string;
  readonly reason: string;
}

/** Reads ads of a long listing, a piece at a time. */
export interface LongReader {
  /** Takes one line; returns the ad that it ends, null while none is whole. */
  readonly feed: (text: string, line: number) => LongAd | null;
  /** Returns the last ad, which the end of the file ends. */
  readonly end: () => LongAd | null;
}

const ATTRIBUTE = /^([A-Za-z_]\w*) *= *(.*)$/;

/** A history file writes such a line after each ad. */
const BANNER = /^\*\*\*/;

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/** A value as JSON would carry it; what is no number, text or truth value is an expression. */
export function parseLongValue(text: string): unknown {
  const value = text.trim();
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(value)) return Number(value);
  const quoted = /^"((?:[^"\\]|\\.)*)"$/s.exec(value)?.[1];
  if (quoted !== undefined)
    return quoted.replaceAll(/\\(.)/gs, (_, sign: string) => ESCAPES[sign] ?? sign);
  const word = value.toLowerCase();
  if (word === 'true' || word === 'false') return word === 'true';
  return word === 'undefined' ? null : `/Expr(${value})/`;
}

/** Makes a reader; ads are parted by an empty line or by the line of asterisks of a history file. */
export function createLongReader(): LongReader {
  let attributes: Record<string, unknown> = {};
  let refused: LongRefused[] = [];
  let first: number | null = null;

  function end(): LongAd | null {
    if (first === null) return null;
    const ad = { ad: attributes, line: first, refused };
    [attributes, refused, first] = [{}, [], null];
    return ad;
  }

  return {
    end,
    feed(text, line) {
      const isBanner = BANNER.test(text);
      if (text.trim() === '' || isBanner) return end();
      first ??= line;
      const match = ATTRIBUTE.exec(text.trim());
      if (match?.[1] === undefined || match[2] === undefined)
        refused.push({ line, raw: text, reason: 'not an attribute: expected Name = value' });
      else if (match[1] !== '__proto__') attributes[match[1]] = parseLongValue(match[2]);
      return null;
    },
  };
}
