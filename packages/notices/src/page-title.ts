/** Derives the title of a third-party page from its text. */

import { factsIn, sentencesOf } from './facts.ts'
import { type Block, textBlock } from './page-text.ts'

/** A longer first paragraph is not a title. */
const MAX_TITLE = 200
/** Maximal number of sentences examined for a title. */
const MAX_SENTENCES = 100
const GREETING = /^(?:dear|hi|hello)\b[^.]{0,60}$|^(?:親愛的|亲爱的|尊敬的).{0,40}$/i

/** A page with its title, and the blocks without it. */
export type TitledPage = { readonly title: string; readonly blocks: readonly Block[] }

/**
 * Splits the title off a page: its first block where that is short, else the sentence that states a fact, else the
 * first sentence, cut at 200 characters. A greeting is not a title. `undefined` for a page without text.
 */
export function titled(page: readonly Block[]): TitledPage | undefined {
  const blocks = GREETING.test(page[0]?.text ?? '') ? page.slice(1) : page
  const [first, ...rest] = blocks
  if (first === undefined) return undefined
  if (first.text.length <= MAX_TITLE) return { title: first.text, blocks: rest }
  const sentences = blocks.flatMap(({ text }) => sentencesOf(text)).slice(0, MAX_SENTENCES)
  const telling = sentences.find(
    (sentence) => sentence.length <= MAX_TITLE && factsIn([textBlock(sentence)]).length > 0,
  )
  return { title: telling ?? shortened(sentences[0] ?? first.text), blocks }
}

/** Cuts a long text at the last space before its 200th character. */
function shortened(text: string): string {
  if (text.length <= MAX_TITLE) return text
  const cut = text.slice(0, MAX_TITLE - 1)
  const space = cut.lastIndexOf(' ')
  return `${space > MAX_TITLE / 2 ? cut.slice(0, space) : cut}…`
}
