/** Lets the variables of a dashboard narrow its values: every series that has such a label must have what was chosen. */

import type { Selection, Value } from '#telemetry/alerts/expression.ts';
import { labelsOfMetric } from '#telemetry/alerts/result.ts';
import type { VariableName } from '../../definition.ts';
import { variableMatch } from '../promql.ts';

/** Variables that are labels of metrics; a run is none. */
const LABELS = ['node', 'channel'] as const;

/** Returns the value with the choice of the variables in every selection; where a label is fixed already, it stays. */
export function narrowed(value: Value, variables: readonly VariableName[]): Value {
  const narrow = (of: Selection): Selection => {
    const has = labelsOfMetric(of.metric);
    const chosen = LABELS.filter(
      (label) => variables.includes(label) && has.includes(label) && !(label in of.where),
    );
    const more = chosen.map((label) => [label, [variableMatch(label)]] as const);
    return { ...of, where: { ...of.where, ...Object.fromEntries(more) } };
  };
  const inside = (of: Value): Value => narrowed(of, variables);
  switch (value.op) {
    case 'sum':
    case 'max':
    case 'min':
    case 'abs':
      return { ...value, of: inside(value.of) };
    case 'ratio':
    case 'difference':
      return { ...value, left: inside(value.left), right: inside(value.right) };
    case 'timeLeft':
      return { ...value, room: inside(value.room), grows: narrow(value.grows) };
    default:
      return { ...value, of: narrow(value.of) };
  }
}
