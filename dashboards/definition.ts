/** What a dashboard is: one question, in rows of panels whose values are expressions over metrics, each with its counterpart in the catalogue. */

import type { Severity, Topic } from '#telemetry/alerts/definition.ts';
import type { Value } from '#telemetry/alerts/expression.ts';
import type { Threshold } from '#telemetry/alerts/threshold.ts';

/**
 * Where the catalogue knows the same: SQL whose columns are some of the value's labels, enough to tell its series
 * apart, and `value`. In it `:at` is the moment, `:since` the moment from which the metrics were watched, both UTC
 * milliseconds: a window begins at the later of its own begin and `:since`. Else a sentence that says why there is none.
 */
export type Counterpart = { readonly sql: string } | { readonly none: string };

/** The numbers of one kind that a panel shows. */
export interface PanelValue {
  /** What a series is called: `{channel}` stands for its label. */
  readonly legend: string;
  readonly value: Value;
  readonly catalogue: Counterpart;
}

/** Where a value is not well: above or below the threshold, or farther from 0 than it. */
export interface PanelLimit {
  readonly threshold: Threshold;
  readonly is: 'above' | 'below' | 'beyond';
  readonly severity: Severity;
}

/** What a number of a state says, and how well that is. */
export interface StateWord {
  readonly text: string;
  readonly severity: 'ok' | Severity;
}

/** lines: over time; number: as it is now; states: what it was over time, in words. */
export type PanelForm = 'lines' | 'number' | 'states';

export interface ValuePanel {
  readonly title: string;
  /** What a person asks who looks at it. */
  readonly question: string;
  readonly form: PanelForm;
  /** All in one unit. */
  readonly values: readonly PanelValue[];
  readonly limits: readonly PanelLimit[];
  /** Words for the numbers, where the number is a state. */
  readonly states: Readonly<Record<number, StateWord>> | null;
  /** 1 is the whole: shown in percent. */
  readonly isShare: boolean;
  /** Of 24 columns. */
  readonly width: number;
  readonly scale: 'linear' | 'log';
  /** A page of the documentation that says what to do: `procedures/start-of-shift`. */
  readonly procedure: string | null;
}

export type ColumnFormat = 'text' | 'time' | 'run';

/** A column of a table: its name in the SQL, its heading, and its UCUM unit or what it is. */
export interface TableColumn {
  readonly name: string;
  readonly heading: string;
  readonly unit: string;
  /** time: UTC milliseconds; run: `<campaign>/<number>`, which leads to its page. */
  readonly format: ColumnFormat;
}

/** Rows of the catalogue; in its SQL `$run` is the run that was chosen. */
export interface TablePanel {
  readonly title: string;
  readonly question: string;
  readonly form: 'table';
  readonly sql: string;
  readonly columns: readonly TableColumn[];
  readonly width: number;
  readonly procedure: string | null;
}

/** Curves from the catalogue: the SQL gives `t` in UTC milliseconds, `name` and `value`, in one unit. */
export interface CurvePanel {
  readonly title: string;
  readonly question: string;
  readonly form: 'curves';
  readonly sql: string;
  readonly unit: string;
  readonly width: number;
  readonly procedure: string | null;
}

export type Panel = ValuePanel | TablePanel | CurvePanel;

export interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** What may be chosen above a dashboard: it narrows every value that has such a label. */
export const VARIABLES = ['node', 'channel', 'run'] as const;
export type VariableName = (typeof VARIABLES)[number];

export interface DashboardDefinition {
  /** In addresses: `data`. */
  readonly name: string;
  /** The question. */
  readonly title: string;
  /** What is looked at to answer it: a sentence. */
  readonly summary: string;
  /** Whose alarms are marked in its charts. */
  readonly topics: readonly Topic[];
  readonly variables: readonly VariableName[];
  /** The span that it opens with. */
  readonly spanMs: number;
  readonly rows: readonly Row[];
}

type Optional = 'isShare' | 'limits' | 'states' | 'scale' | 'procedure';

function panelOf(form: PanelForm) {
  return (spec: Omit<ValuePanel, Optional | 'form'> & Partial<ValuePanel>): ValuePanel => ({
    limits: [],
    states: null,
    isShare: false,
    scale: 'linear',
    procedure: null,
    ...spec,
    form,
  });
}

export const lines = panelOf('lines');
export const number = panelOf('number');
export const states = panelOf('states');

/** A panel's only value. */
export function only(legend: string, value: Value, catalogue: Counterpart): readonly PanelValue[] {
  return [{ legend, value, catalogue }];
}

function limit(is: PanelLimit['is']) {
  return (threshold: Threshold, severity: Severity = 'warning'): PanelLimit => ({
    threshold,
    is,
    severity,
  });
}

/** Not well from the threshold up, or down, or farther from 0. */
export const notAbove = limit('above');
export const notBelow = limit('below');
export const notBeyond = limit('beyond');

/** 1 is well and 0 is not. */
export function yesNo(
  yes: string,
  no: string,
  severity: Severity = 'critical',
): Readonly<Record<number, StateWord>> {
  return { 0: { text: no, severity }, 1: { text: yes, severity: 'ok' } };
}

export function isValuePanel(panel: Panel): panel is ValuePanel {
  return panel.form !== 'table' && panel.form !== 'curves';
}

/** Returns every panel of a dashboard, in reading order. */
export function panelsOf({ rows }: DashboardDefinition): readonly Panel[] {
  return rows.flatMap(({ panels }) => panels);
}
