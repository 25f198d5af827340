/** Parses `systemctl list-units --state=failed --plain --no-legend` (systemctl(1)); pure. */

/** `UNIT LOAD ACTIVE SUB DESCRIPTION`, the unit with its kind at the end. */
const LINE = /^([^\s]+\.[a-z]+) +\S+ +failed +\S+/;

/** Names of the units that failed, in the order given; lines that are something else go to `odd`. */
export function parseFailedUnits(text: string, odd: string[] = []): string[] {
  const units: string[] = [];
  for (const raw of text.split('\n')) {
    const line = raw.replace(/^[\u25cf*]? +/, '').trimEnd();
    if (line === '') continue;
    const unit = LINE.exec(line)?.[1];
    if (unit === undefined) odd.push(raw);
    else units.push(unit);
  }
  return units;
}
