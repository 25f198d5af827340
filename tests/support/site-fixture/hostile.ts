/** Makes everything in a snapshot that people have typed, or that a log or a scheduler has said, hostile: programs, markup, other directions, and words without end. */

/** Fields whose text comes from outside; what leads from one asset to another stays as it is. */
const FREE: ReadonlySet<string> = new Set(
  'title body bodies tags author by person why reason note label experiment owner detail summary source refused instance startedBy softwareVersion kindRaw campaignName demo_note node device'.split(
    ' ',
  ),
);

/** These lead to another asset, wherever they stand. */
const FIXED: ReadonlySet<string> = new Set(['path', 'sha256', 'id']);

/** Said by nobody else: a page that holds it as an element, not as a text, is caught. */
export const HARM = '<img src=x onerror="window.harm=1">';

const TEXTS = [
  `${HARM}<script>window.harm=1</script>`,
  `"><svg onload=window.harm=1>'\`\${window.harm=1}`,
  '[here](javascript:window.harm=1) **bold** <b>not bold</b> &amp; &lt;',
  '\u202egnirts \u2066isolated \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627',
  'Q'.repeat(300),
  '\u{1f9ca}\u{1f468}\u200d\u{1f469}\u200d\u{1f467}\u{1f3fd} z\u0351\u036b\u0343\u0369\u0301lg\u0489o',
  `</textarea></style></script><!-- ${HARM}`,
  '{{7*7}} %00 \\u0000 ../../../etc/passwd =1+1',
] as const;

/** Returns the value with every free text of it replaced by a hostile one. */
export function hostile<T>(value: T): T {
  let n = 0;
  const walk = (one: unknown, isFree: boolean): unknown => {
    if (typeof one === 'string') return isFree && one !== '' ? TEXTS[n++ % TEXTS.length] : one;
    if (Array.isArray(one)) return one.map((item) => walk(item, isFree));
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(
      Object.entries(one).map(([key, item]) => [
        key,
        walk(item, !FIXED.has(key) && (isFree || FREE.has(key))),
      ]),
    );
  };
  return walk(value, false) as T;
}
