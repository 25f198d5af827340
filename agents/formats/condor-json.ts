/** What HTCondor's programs print with `-json`: an array of ads, or nothing at all where there is none. */

import { readJobAd } from './condor-ad.ts';
import type { Ad, CondorJob } from './condor-ad.ts';

/** An ad that could not be read: which, and why. */
export interface CondorProblem {
  /** Place in the array, from 1. */
  readonly place: number;
  readonly reason: string;
}

/** Ads, or the reason why the whole answer is none. */
export type CondorAds =
  | { readonly ok: true; readonly ads: readonly Ad[] }
  | { readonly ok: false; readonly reason: string };

/** Jobs and problems, or the reason why the whole answer is none. */
export type CondorResult =
  | {
      readonly ok: true;
      readonly jobs: readonly CondorJob[];
      readonly problems: readonly CondorProblem[];
    }
  | { readonly ok: false; readonly reason: string };

function parseJson(text: string): { readonly value: unknown } | { readonly reason: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return {
      reason: `the answer is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

/**
 * Parses the whole standard output of a program that ended with code 0: nothing printed means no ads.
 *
 * What is no object becomes an ad without attributes, so that places stay. Never throws.
 */
export function parseCondorAds(text: string): CondorAds {
  if (text.trim() === '') return { ok: true, ads: [] };
  const parsed = parseJson(text);
  if ('reason' in parsed) return { ok: false, reason: parsed.reason };
  if (!Array.isArray(parsed.value))
    return { ok: false, reason: 'the answer is not an array of jobs' };
  const ads = parsed.value.map((item: unknown): Ad => {
    return typeof item === 'object' && item !== null ? { ...item } : {};
  });
  return { ok: true, ads };
}

/**
 * Parses the answer of `condor_q -json` or `condor_history -json`.
 *
 * An ad without ClusterId and ProcId is reported by its place; the others are kept. Never throws.
 */
export function parseCondorQueue(text: string): CondorResult {
  const parsed = parseCondorAds(text);
  if (!parsed.ok) return parsed;
  const jobs: CondorJob[] = [];
  const problems: CondorProblem[] = [];
  for (const [i, ad] of parsed.ads.entries()) {
    const job = readJobAd(ad);
    if (job === null) problems.push({ place: i + 1, reason: 'a job without ClusterId and ProcId' });
    else jobs.push(job);
  }
  return { ok: true, jobs, problems };
}
