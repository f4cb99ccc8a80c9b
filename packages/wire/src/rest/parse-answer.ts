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

/**
 * Parses an answer. Ids that MEXC writes as numbers become text, digit for digit; everything else is as `JSON.parse` reads it.
 * @throws {SyntaxError} for text that is no JSON
 */
export function parseAnswer(text: string): unknown {
  return JSON.parse(text.replace(NUMERIC_ID, 'd"$1"$2"')) as unknown
}
