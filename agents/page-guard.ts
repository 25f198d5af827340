/** Who may read the agent's pages: whoever shows the token, or a name and password of `web-config.yml`. */

/** Bcrypt hashes by name, as `basic_auth_users` gives them. */
export type PageUsers = Readonly<Record<string, string>>;

export interface PageGuardOptions {
  /** What a bearer must show; null: there is no token. Throws where its file cannot be read. */
  readonly token: () => string | null;
  readonly users: () => PageUsers;
}

export interface PageGuard {
  /** How an asker may identify itself, for `www-authenticate`; empty where everybody may read. */
  readonly ways: () => readonly ('Bearer' | 'Basic')[];
  readonly allows: (authorization: string | null) => Promise<boolean>;
}

/** A hash takes a good part of a second: what was judged is remembered, for so many askers. */
const REMEMBERED = 100;

/** One password is judged at a time; who comes behind so many others is refused, so that guessing stops nothing else. */
const QUEUED = 8;

/** Makes the guard; without token and users it allows everybody. */
export function createPageGuard({ token, users }: PageGuardOptions): PageGuard {
  const judged = new Map<string, Promise<boolean>>();
  const ways = (): ('Bearer' | 'Basic')[] => [
    ...(token() === null ? [] : ['Bearer' as const]),
    ...(Object.keys(users()).length === 0 ? [] : ['Basic' as const]),
  ];
  let queued = 0;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<boolean>): Promise<boolean> => {
    queued += 1;
    const judgement = last.then(work).finally(() => (queued -= 1));
    last = judgement.catch(() => undefined);
    return judgement;
  };
  const judge = (name: string, password: string): Promise<boolean> => {
    const hash = Object.hasOwn(users(), name) ? users()[name] : undefined;
    if (hash === undefined) return Promise.resolve(false);
    const key = JSON.stringify([hash, password]);
    const before = judged.get(key);
    if (before === undefined && queued >= QUEUED) return Promise.resolve(false);
    const known = before ?? inTurn(() => comparePassword(password, hash));
    judged.delete(key);
    judged.set(key, known);
    const [oldest] = judged.keys();
    if (judged.size > REMEMBERED && oldest !== undefined) judged.delete(oldest);
    return known;
  };
  return {
    ways,
    async allows(authorization) {
      const wanted = token();
      if (ways().length === 0) return true;
      const given = authorization ?? '';
      if (wanted !== null && isSame(given, `Bearer ${wanted}`)) return true;
      const basic = readBasic(given);
      return basic !== null && (await judge(...basic));
    },
  };
}

/** Name and password of `Basic <base64 of name:password>` (RFC 7617), or null. */
export function readBasic(header: string): readonly [name: string, password: string] | null {
  const text = /^Basic +([A-Za-z0-9+/]+=*) *$/i.exec(header)?.[1];
  if (text === undefined) return null;
  const pair = Buffer.from(text, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon < 0 ? null : [pair.slice(0, colon), pair.slice(colon + 1)];
}

/** The library is loaded with the first password. */
async function comparePassword(password: string, hash: string): Promise<boolean> {
  const { compare } = await import('bcryptjs');
  return compare(password, hash);
}

/** Compares every character, so that the time taken tells nothing. */
function isSame(given: string, wanted: string): boolean {
  let odd = given.length ^ wanted.length;
  for (let n = 0; n < wanted.length; n += 1) odd |= wanted.charCodeAt(n) ^ given.charCodeAt(n);
  return odd === 0;
}
