/** Reads what the readiness of hub and agent says, and puts each part into a line for a person. */

/** One line below `hub` or `agent`. */
export interface StatusLine {
  readonly name: string;
  readonly running: boolean;
  readonly detail: string;
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** `1 run`, `17 runs`; the noun is given as one, as the snapshot names its tables. */
export function counted(count: number, noun: string): string {
  if (count === 1) return `1 ${noun}`;
  return `${count} ${noun.endsWith('y') ? `${noun.slice(0, -1)}ie` : noun}s`;
}

/** Returns the parts of a hub's `/readyz`: recorder, publisher and whatever else it names. */
export function hubLines(body: unknown): readonly StatusLine[] {
  return Object.entries(fieldsOf(fieldsOf(body)['parts'])).map(([name, part]) => {
    const { ready, detail } = fieldsOf(part);
    return { name, running: ready === true, detail: textOf(detail) ?? '' };
  });
}

/** Returns the parts of an agent's `/readyz`: a line for each collector, the spool, the recorder. */
export function agentLines(body: unknown): readonly StatusLine[] {
  const { collectors, spool, recorder } = fieldsOf(body);
  const lines = (Array.isArray(collectors) ? collectors : []).map((one) =>
    collectorLine(fieldsOf(one)),
  );
  if (spool !== undefined) lines.push(spoolLine(fieldsOf(spool)));
  if (recorder !== undefined) lines.push(recorderLine(fieldsOf(recorder)));
  return lines;
}

function collectorLine(collector: Fields): StatusLine {
  const success = textOf(collector['last_success']);
  const error = textOf(collector['last_error']);
  const parts = [
    ...(collector['paused'] === true ? ['paused: the spool is full'] : []),
    success === null ? 'no success yet' : `last success ${success}`,
    ...(error === null ? [] : [`last error: ${error}`]),
  ];
  return {
    name: textOf(collector['name']) ?? 'collector',
    running: collector['up'] === true,
    detail: parts.join('; '),
  };
}

function spoolLine(spool: Fields): StatusLine {
  const { facts, oldest_age_s: age, full, set_aside: aside, salvaged } = spool;
  const parts = [
    typeof facts === 'number' ? `${counted(facts, 'fact')} waiting` : 'depth not known',
    ...(typeof age === 'number' ? [`the oldest for ${age.toFixed(0)} s`] : []),
    ...(full === true ? ['full: the collectors wait'] : []),
    ...(typeof aside === 'number' && aside > 0 ? [`${counted(aside, 'fact')} set aside`] : []),
    ...(salvaged === undefined || salvaged === null ? [] : [salvagedPart(fieldsOf(salvaged))]),
  ];
  return { name: 'spool', running: full !== true, detail: parts.join(', ') };
}

function salvagedPart({
  facts_saved: saved,
  facts_lost: lost,
  damaged_file: file,
}: Fields): string {
  const gone = typeof lost === 'number' ? `${counted(lost, 'fact')} lost` : 'losses not known';
  return `a damaged one is kept as ${textOf(file) ?? '?'} (${counted(Number(saved), 'fact')} saved, ${gone})`;
}

function recorderLine({ state, reason, last_delivery: last }: Fields): StatusLine {
  const delivery =
    textOf(last) === null ? 'nothing delivered yet' : `last delivery ${String(last)}`;
  const parts = [textOf(state) ?? 'not known', delivery, textOf(reason)];
  return {
    name: 'recorder',
    running: state === 'up',
    detail: parts.filter((part) => part !== null).join('; '),
  };
}
