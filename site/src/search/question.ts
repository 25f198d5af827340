/** What a question asks for: its words without those that every question has. */

/** English and Italian words that say how one asks, not what for. */
const ASKING = new Set(
  `a about am an and any are as at be been by can could did do does for from get had has have how i if in into is it its
  me my of on or our please shall should so tell than that the their them then there these they this to us was we were what
  when where which who whom whose why will with would you your al alla che chi come con cosa cos cui da dal dalla dei del
  dell della delle di dove devo è gli il io l la le lo mi nel nella per posso quale quando si sono su sul sulla un una`.split(
    /\s+/,
  ),
);

/** Returns the words to look for, in small letters and their order; all of them where the question has no others. */
export function wordsOf(question: string): readonly string[] {
  const typed = question.match(/[\p{L}\p{N}][\p{L}\p{N}._-]*/gu) ?? [];
  // A few capitals among small letters are an abbreviation (LO, SI, COS), not the word that is written like it.
  const hasSmall = /\p{Ll}/u.test(question);
  const isShort = (word: string): boolean => hasSmall && /^\p{Lu}{2,}$/u.test(word);
  const telling = typed.filter((word) => isShort(word) || !ASKING.has(word.toLowerCase()));
  return [...new Set((telling.length === 0 ? typed : telling).map((word) => word.toLowerCase()))];
}
