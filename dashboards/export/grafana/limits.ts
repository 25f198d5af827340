/** Limits and states of a panel as Grafana's steps of colour and words. */

import {
  FieldColorModeId,
  MappingType,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  type Threshold as Step,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { FieldColorBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { limitsOf } from '#telemetry/alerts/threshold.ts';
import type { PanelLimit, StateWord, ValuePanel } from '../../definition.ts';

const COLOURS: Readonly<Record<StateWord['severity'], string>> = {
  ok: 'green',
  info: 'blue',
  warning: 'orange',
  critical: 'red',
};
const ORDER: readonly StateWord['severity'][] = ['ok', 'info', 'warning', 'critical'];

/** Returns the steps of colour: from where on a value is how well. The first begins at minus infinity, which is null. */
export function stepsOf(
  limits: readonly PanelLimit[],
  unit: string,
  factor: number,
): readonly Step[] {
  const marks = limits.map((limit) => ({
    ...limit,
    at: Number((limitsOf(limit.threshold, unit).raise * factor).toPrecision(12)),
  }));
  const edges = [
    ...new Set(marks.flatMap(({ at, is }) => (is === 'beyond' ? [-at, at] : [at]))),
  ].sort((a, b) => a - b);
  const wellAt = (value: number): StateWord['severity'] => {
    const broken = marks.filter(({ at, is }) =>
      is === 'below' ? value < at : (is === 'beyond' ? Math.abs(value) : value) >= at,
    );
    return ORDER.findLast((one) => broken.some(({ severity }) => severity === one)) ?? 'ok';
  };
  const below = (edges[0] ?? 0) - 1;
  const all = [
    { value: null, color: COLOURS[wellAt(below)] },
    ...edges.map((value) => ({ value, color: COLOURS[wellAt(value)] })),
  ];
  return all.filter(({ color }, i) => i === 0 || color !== all[i - 1]?.color);
}

interface Colourable {
  thresholds(thresholds: ThresholdsConfigBuilder): unknown;
  colorScheme(color: FieldColorBuilder): unknown;
  mappings(mappings: ValueMapping[]): unknown;
}

/** Gives a panel its steps and words. */
export function colour(
  panel: Colourable,
  { limits, states, values, form }: ValuePanel,
  factor: number,
): void {
  const steps = stepsOf(limits, values[0]?.value.unit ?? '1', factor);
  panel.thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([...steps]));
  // A stat is coloured by its value, a line by its name: the palette keeps one colour for one name in every panel.
  const byValue = form !== 'lines';
  panel.colorScheme(
    new FieldColorBuilder().mode(
      byValue ? FieldColorModeId.Thresholds : FieldColorModeId.PaletteClassicByName,
    ),
  );
  if (states !== null) panel.mappings([wordsOf(states)]);
}

function wordsOf(states: NonNullable<ValuePanel['states']>): ValueMapping {
  const options = Object.fromEntries(
    Object.entries(states).map(([value, { text, severity }], index) => [
      value,
      { text, color: COLOURS[severity], index },
    ]),
  );
  return { type: MappingType.ValueToText, options };
}
