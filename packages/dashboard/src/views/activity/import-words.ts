/** The owner's choices for a file, and the text of each imported value, which reveals a wrong time zone. */

import { type ImportField, type ImportRequest, orderStatuses, orderTypes, sides } from '@spotdeck/api'
import { tryDecimal } from '@spotdeck/exact'
import { full } from '../../format/number.ts'

/** The owner's choices for a file beyond its own content. */
export type ImportChoices = Pick<ImportRequest, 'kind' | 'mapping' | 'timeZone'>

/** The words of the reader's language. */
export type CellWords = {
  readonly dateTime: (time: number) => string
  readonly side: (side: string) => string
  readonly type: (type: string) => string
  readonly status: (status: string) => string
  readonly role: (role: 'maker' | 'taker') => string
}

const TIMES: ReadonlySet<ImportField> = new Set(['time', 'createdAt', 'updatedAt'])
const FIGURES: ReadonlySet<ImportField> = new Set([
  'price',
  'averagePrice',
  'quantity',
  'executedQuantity',
  'quoteQuantity',
  'executedQuoteQuantity',
  'fee',
  'amount',
])
/** States of a deposit or a withdrawal, beside the states of an order. */
const FLOW_STATES = ['done', 'open'] as const
const has = (list: readonly string[], value: string) => list.includes(value)

/** Text of a cell of the preview; a value without a translation is shown unchanged. */
export function cellWords(field: ImportField, value: string | undefined, words: CellWords): string {
  if (value === undefined) return ''
  if (TIMES.has(field)) return /^\d{1,15}$/.test(value) ? words.dateTime(Number(value)) : value
  if (FIGURES.has(field)) return tryDecimal(value) === undefined ? value : full(value)
  if (field === 'side') return has(sides, value) ? words.side(value) : value
  if (field === 'type') return has(orderTypes, value) ? words.type(value) : value
  if (field === 'status') return has([...orderStatuses, ...FLOW_STATES], value) ? words.status(value) : value
  if (field === 'role') return value === 'maker' || value === 'taker' ? words.role(value) : value
  return value
}

type ShareDoneFields = { readonly done: number; readonly total: number | null }

/** Per cent of the phase that is done; `undefined` while its length is not known. */
export function shareDone({ done, total }: ShareDoneFields): number | undefined {
  return total === null || total === 0 ? undefined : Math.min(100, (done / total) * 100)
}
