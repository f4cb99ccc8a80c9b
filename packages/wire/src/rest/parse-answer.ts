/** JSON of a REST answer -> a value, with every id as text: a number beyond 2^53 would be rounded to the id of something else. */

/**
 * The end of a key that ends in `id`, `Id`, `uid` or `Uid`, with the integer that is its value. It begins with the two characters that
 * are rarest in an answer, and looks back from there: ten times as fast as from each opening quote.
 * Inside a string every quote is escaped, so a quote without a backslash before it that is followed by a name, a quote and a colon
 * opens a key.
 * MEXC: the documents print numeric ids in some answers and text in others. `orderListId` is -1, and `lastUpdateId` a version.
 */
const NUMERIC_ID =
  /d"(?=\s*:\s*-?\d)(?<=(?<!\\)"(?!orderListId"|lastUpdateId")(?:[A-Za-z]*I|[A-Za-z]*Ui|i|ui)d")(\s*:\s*)(-?(?:0|[1-9]\d*))(?=\s*[,}])/g

/** Deepest nesting of lists and objects that is parsed; MEXC's own answers stay below ten. */
const MAX_DEPTH = 64

const QUOTE = 0x22
const BACKSLASH = 0x5c

/**
 * Parses an answer. Ids that MEXC writes as numbers become text, digit for digit; everything else is as `JSON.parse` reads it.
 * @throws {SyntaxError} for text that is no JSON, or that nests deeper than any answer: `JSON.parse` takes a second for megabytes of it
 */
export function parseAnswer(text: string): unknown {
  if (isTooDeep(text)) throw new SyntaxError('The answer is nested too deep.')
  return JSON.parse(text.replace(NUMERIC_ID, 'd"$1"$2"')) as unknown
}

/** One pass over the text. A string ends at the first quote behind an even number of backslashes; text without that end is no JSON. */
function isTooDeep(text: string): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = endOfString(text, at)
    // `[` and `{`, `]` and `}` differ in one bit.
    else if ((code | 0x20) === 0x7b && ++depth > MAX_DEPTH) return true
    else if ((code | 0x20) === 0x7d) depth--
  }
  return false
}

function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let before = at
    while (text.charCodeAt(before - 1) === BACKSLASH) before--
    if ((at - before) % 2 === 0) return at
  }
  return text.length
}
