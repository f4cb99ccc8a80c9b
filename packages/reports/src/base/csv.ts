/** Rows of CSV exports, written so that no spreadsheet runs a cell as a formula. */

import type { Movement } from '@spotdeck/api'

/** Columns of each export, in order. */
export const COLUMNS = {
  orders: [
    'orderId',
    'clientOrderId',
    'symbol',
    'side',
    'type',
    'status',
    'price',
    'quantity',
    'executedQuantity',
    'remainingQuantity',
    'quoteQuantity',
    'executedQuoteQuantity',
    'averagePrice',
    'createdAt',
    'updatedAt',
    'rawType',
    'rawStatus',
    'lastExecutedQuantity',
    'sentAt',
    'remainingQuoteQuantity',
  ],
  deals: [
    'tradeId',
    'orderId',
    'clientOrderId',
    'symbol',
    'side',
    'price',
    'quantity',
    'quoteQuantity',
    'fee',
    'feeAsset',
    'isMaker',
    'isSelfTrade',
    'time',
    'sentAt',
  ],
  ledger: [
    'seq',
    'time',
    'asset',
    'reason',
    'kind',
    'source',
    'free',
    'locked',
    'freeChange',
    'lockedChange',
    'sentAt',
    'orderId',
    'tradeId',
    'symbol',
    'side',
    'price',
    'fee',
    'feeAsset',
    'flowId',
    'flowState',
    'network',
  ],
} as const

/** One change of a balance with its line end, as the owner's file has it. */
export const movementCsvLine = (movement: Movement): string => csvLine(COLUMNS.ledger.map((column) => movement[column]))

/** Columns that the owner's exports of orders and deals end with. */
export const NOTE_COLUMNS = ['note', 'noteTags'] as const

/** Cells of `NOTE_COLUMNS`; tags have commas between them. */
export function noteCells(note: { readonly text: string; readonly tags: readonly string[] } | undefined) {
  return [note?.text, note?.tags.join(',')] as const
}

/** One row with its line end. */
export function csvLine(values: readonly unknown[]): string {
  let line = ''
  for (let i = 0; i < values.length; i++) line += i === 0 ? cell(values[i]) : `,${cell(values[i])}`
  return `${line}\r\n`
}

/**
 * Characters that start a formula in a spreadsheet, also in the wide forms of East Asian text; `;` starts a new cell
 * where it is the separator. An apostrophe gets another one before it, so that the import restores every cell exactly.
 */
const FORMULA = /^[=+\-@;\t\r\n＝＋－＠；']/

/** Most cells: a word, or a plain number. */
const PLAIN = /^(?:[A-Za-z0-9_.]*|-\d+(?:\.\d+)?)$/

/**
 * RFC 4180, and text that a spreadsheet would run is led by an apostrophe. A plain decimal number stays one, `-1.5`
 * too; `+1`, `-1e5` and `-1+1` are text.
 */
export function cell(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  if (PLAIN.test(text)) return text
  const safe = FORMULA.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
