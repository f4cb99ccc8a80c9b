/** The names that links may have. */

/** The longest name of a link. */
export const MAX_LINK_LABEL = 64
/** Control and format characters, among them those that turn the direction of text, line ends and halves of characters. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/u

/** True if people can read the text as the name of a link: 1 to 64 characters, nothing that hides or turns what stands beside it. */
export function isLinkLabel(text: string): boolean {
  return text.trim() !== '' && text.length <= MAX_LINK_LABEL && !UNPRINTABLE.test(text)
}
