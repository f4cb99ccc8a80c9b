/** A parsed answer in pieces that are quick to receive: everything but its longest list first, then some rows at a time. */

/** One message of the worker. `at`: name of the list that `rows` belong to; absent where the answer is that list. */
export type AnswerPiece =
  | { readonly type: 'start'; readonly value: unknown; readonly at?: string | undefined }
  | { readonly type: 'rows'; readonly rows: readonly unknown[] }
  | { readonly type: 'end' }
  | { readonly type: 'failed'; readonly problem: string }

/** Values of one piece: about a millisecond. */
const PIECE_VALUES = 10_000
/** Values that a row, or everything beside the list, may have at most: five times the levels of the deepest book. */
const MAX_VALUES = 100_000

/** Cuts a value. A part that cannot be cut and is too large makes the answer unreadable. */
export function* piecesOf(value: unknown): Generator<AnswerPiece, void, void> {
  const { at, rows, rest } = cut(value)
  if (sizeOf(rest) > MAX_VALUES) return yield TOO_LARGE
  yield { type: 'start', value: rest, at }
  let piece: unknown[] = []
  let values = 0
  for (const row of rows) {
    const size = sizeOf(row)
    if (size > MAX_VALUES) return yield TOO_LARGE
    piece.push(row)
    values += size
    if (values < PIECE_VALUES) continue
    yield { type: 'rows', rows: piece }
    piece = []
    values = 0
  }
  if (piece.length > 0) yield { type: 'rows', rows: piece }
  yield { type: 'end' }
}

const TOO_LARGE: AnswerPiece = { type: 'failed', problem: 'The answer was not parsed: a row has too many values.' }

type Cut = { readonly at?: string; readonly rows: readonly unknown[]; readonly rest: unknown }

/** The longest list of a value, and the value without its rows. */
function cut(value: unknown): Cut {
  if (Array.isArray(value)) return { rows: value, rest: [] }
  const whole: Cut = { rows: [], rest: value }
  if (typeof value !== 'object' || value === null) return whole
  let longest = whole
  for (const [at, rows] of Object.entries(value) as [string, unknown][]) {
    if (Array.isArray(rows) && rows.length > longest.rows.length) longest = { at, rows, rest: { ...value, [at]: [] } }
  }
  return longest
}

/** Number of values in a value, itself included; the parser has bounded the depth. */
function sizeOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1
  let size = 1
  for (const inner of Object.values(value)) size += sizeOf(inner)
  return size
}
