/** MQTT topics by pattern: levels with names become the parts of a channel's name. */

/** The levels of one topic by the names that the pattern gives them; `{rest#}` holds the levels left, with slashes. */
export type TopicLevels = Readonly<Record<string, string>>;

/** A topic filter whose wildcards have names. */
export interface TopicPattern {
  /** What to subscribe to: named levels are `+` and `#`. */
  readonly filter: string;
  /** Null: another topic. */
  readonly match: (topic: string) => TopicLevels | null;
}

const NAMED = /^\{([a-z][a-z0-9_]*)(#?)\}$/;

/**
 * Compiles `lab/{device}/+/{rest#}`: `{name}` is one level, `{name#}` all that follow, `+` and `#` as MQTT has them.
 * The rules are those of MQTT 5.0, section 4.7: wildcards fill a level, `#` is last, neither matches `$SYS` and its like.
 *
 * @throws RangeError with a sentence where the pattern breaks them
 */
export function compileTopic(pattern: string): TopicPattern {
  const levels = pattern.split('/').map(readLevel);
  const names = levels.flatMap(({ name }) => name ?? []);
  if (pattern === '') throw new RangeError('a topic has at least one character');
  if (new Set(names).size !== names.length) throw new RangeError('two levels have one name');
  if (levels.some(({ kind }, at) => kind === 'rest' && at < levels.length - 1))
    throw new RangeError('# and {name#} can only be the last level');
  const filter = levels
    .map(({ kind, text }) => (kind === 'rest' ? '#' : kind === 'one' ? '+' : text))
    .join('/');
  return { filter, match: (topic) => matchLevels(levels, topic) };
}

interface Level {
  readonly kind: 'text' | 'one' | 'rest';
  readonly text: string;
  readonly name: string | null;
}

function readLevel(text: string): Level {
  if (text === '+') return { kind: 'one', text, name: null };
  if (text === '#') return { kind: 'rest', text, name: null };
  const named = NAMED.exec(text);
  if (named !== null)
    return { kind: named[2] === '#' ? 'rest' : 'one', text, name: named[1] ?? null };
  if (/[+#{}\0]/.test(text))
    throw new RangeError(`the level "${text}" mixes text with a wildcard or a name`);
  return { kind: 'text', text, name: null };
}

function matchLevels(levels: readonly Level[], topic: string): TopicLevels | null {
  const parts = topic.split('/');
  if (topic.startsWith('$') && levels[0]?.kind !== 'text') return null;
  const found: Record<string, string> = {};
  for (const [at, { kind, text, name }] of levels.entries()) {
    if (kind === 'rest') {
      // `a/#` also matches `a` itself.
      if (name !== null) found[name] = parts.slice(at).join('/');
      return found;
    }
    const part = parts[at];
    if (part === undefined || (kind === 'text' && part !== text)) return null;
    if (name !== null) found[name] = part;
  }
  return parts.length === levels.length ? found : null;
}

/** Returns the names in braces that a template such as `{device}/{name}` asks for. */
export function namesIn(template: string): readonly string[] {
  return [...template.matchAll(/\{([a-z][a-z0-9_]*)\}/g)].map(([, name]) => name ?? '');
}

/**
 * Fills a template with levels and makes a name of it: lower case; anything but letters, digits, dots, dashes and
 * slashes becomes a dash. Empty where nothing is left.
 */
export function fillName(template: string, levels: TopicLevels): string {
  return template
    .replaceAll(/\{([a-z][a-z0-9_]*)\}/g, (_, name: string) => levels[name] ?? '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._/-]+/g, '-')
    .split('/')
    .map((part) => part.replaceAll(/^-+|-+$/g, ''))
    .filter((part) => part !== '')
    .join('/');
}
