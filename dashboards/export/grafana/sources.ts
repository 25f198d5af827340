/** The data sources that Grafana is given, by the names that every panel uses, and the queries that go to them. */

import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';

export const PROMETHEUS: DataSourceRef = { type: 'prometheus', uid: 'flash-prometheus' };
/** Grafana has one kind of data source for MySQL and MariaDB. */
export const CATALOGUE: DataSourceRef = { type: 'mysql', uid: 'flash-catalogue' };

/** `A`, `B`…: how the queries of a panel are told apart. */
export function refId(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}

/** Makes a query to Prometheus: of now, or over the span that is shown. */
export function promQuery(
  expr: string,
  index: number,
  { legend, isInstant }: { readonly legend: string; readonly isInstant: boolean },
): DataqueryBuilder {
  const query = new DataqueryBuilder()
    .datasource(PROMETHEUS)
    .refId(refId(index))
    .expr(expr)
    .legendFormat(legend);
  return isInstant ? query.instant() : query.range();
}

interface SqlQuery extends Dataquery {
  readonly refId: string;
  readonly datasource: DataSourceRef;
  readonly rawSql: string;
  readonly rawQuery: true;
  readonly editorMode: 'code';
  readonly format: 'table' | 'time_series';
}

/** Makes a query to the catalogue; the SDK has none for MySQL, so the fields are those that its plugin reads. */
export function sqlQuery(rawSql: string, format: SqlQuery['format']): Builder<Dataquery> {
  const query: SqlQuery = {
    refId: refId(0),
    datasource: CATALOGUE,
    rawSql,
    rawQuery: true,
    editorMode: 'code',
    format,
    _implementsDataqueryVariant() {},
  };
  return { build: () => query };
}

/** Puts Grafana's variable, quoted and escaped by Grafana, where a panel's SQL says `$run`. */
export function withRunVariable(sql: string): string {
  return sql.replaceAll('$run', () => '${run:sqlstring}');
}
