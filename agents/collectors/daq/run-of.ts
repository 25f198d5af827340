/** Which campaign and run a directory is, by the rules of the configuration. */

import { DEFAULT_KIND_RULES, kindOfParts, readRunPath } from '#agents/formats/run-path.ts';
import type { RunKind } from '#telemetry/facts/file.ts';
import type { DaqSettings } from '../daq.schema.ts';
import type { Directory } from './directory.ts';

export interface RunOf {
  readonly campaign: string;
  readonly kind: RunKind;
  /** The words of the path that decided the kind. */
  readonly kindRaw: string | null;
}

/** Tells the campaign and kind of a directory; null where it belongs to no campaign. */
export type TellRun = (directory: Pick<Directory, 'text' | 'segments'>) => RunOf | null;

/** Makes the rule; the configuration's kinds are asked before the built-in ones. */
export function createRunOf(settings: DaqSettings['run_rules']): TellRun {
  const rules = [...settings.kinds, ...DEFAULT_KIND_RULES];
  return ({ text, segments }) => {
    if (settings.campaign !== null) {
      return { campaign: settings.campaign, ...kindOfParts(segments, rules) };
    }
    const { campaign, kind, kindRaw } = readRunPath(text, {
      campaign: settings.campaign_pattern,
      rules,
    });
    return campaign === null ? null : { campaign, kind, kindRaw };
  };
}
