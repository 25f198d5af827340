/** Named points at which a test may kill this process, to prove that nothing is lost there; without `FLASH_FAULT` they do nothing. */

const wanted = parse(process.env['FLASH_FAULT']);
let passages = 0;

/** Kills the process with SIGKILL at the n-th passage of the point that `FLASH_FAULT=point:n` names. */
export function faultPoint(name: string): void {
  if (wanted === null || wanted.name !== name) return;
  passages += 1;
  if (passages === wanted.passage) process.kill(process.pid, 'SIGKILL');
}

function parse(text: string | undefined): { name: string; passage: number } | null {
  if (text === undefined || text === '') return null;
  // Names hold a colon themselves (`spool:facts`): only a number at the end is the passage.
  const [, name = '', passage = '1'] = /^(.*?)(?::(\d+))?$/.exec(text) ?? [];
  return { name, passage: Number(passage) };
}
