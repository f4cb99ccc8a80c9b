/** A text in both languages, and trees of such texts. */

/** One text: in English, and in Traditional Chinese. */
export type Word = readonly [english: string, chinese: string]

/** Texts by key. */
export type WordTree = { readonly [key: string]: Word | WordTree }

/** The texts of one language, under the same keys. */
export type InOneLanguage<T> = { readonly [K in keyof T]: T[K] extends Word ? string : InOneLanguage<T[K]> }

/** Picks one language of every text. */
export function inLanguage<T extends WordTree>(tree: T, language: 0 | 1): InOneLanguage<T> {
  const pick = (inner: Word | WordTree): unknown => (isWord(inner) ? inner[language] : inLanguage(inner, language))
  return Object.fromEntries(Object.entries(tree).map(([key, inner]) => [key, pick(inner)])) as InOneLanguage<T>
}

const isWord = (inner: Word | WordTree): inner is Word => Array.isArray(inner)
