/**
 * Parses rows of an export into records in the ledger's terms; invalid rows are rejected by number and reason. Pure.
 */

import type { ImportField, ImportRowCode, RejectedRow } from '@spotdeck/api'
import {
  type AssetAmount,
  type Decimal,
  type Price,
  type Quantity,
  absolute,
  isNegative,
  isPositive,
  isZero,
  multiply,
} from '@spotdeck/exact'
import type { Deal, Order, Side } from '@spotdeck/ledger'
import { defined } from '@spotdeck/ports'
import type { Columns } from './columns.ts'
import type { Names } from './names.ts'
import {
  isEmpty,
  isFormula,
  isGuarded,
  isMakerRole,
  plainCell,
  readNumber,
  readSide,
  readStatus,
  readTransfer,
  readType,
} from './values.ts'
import { type Zone, readTime } from './zone.ts'

/** A deal; the export may give neither its order id nor its own id. */
export type DealRow = Omit<Deal, 'orderId' | 'tradeId'> & {
  readonly row: number
  readonly orderId?: string
  readonly tradeId?: string
}
/** An order; the export may give no id. */
export type OrderRow = Omit<Order, 'orderId'> & { readonly row: number; readonly orderId?: string }
/** A deposit or withdrawal. */
export type TransferRow = {
  readonly row: number
  readonly time: number
  readonly asset: string
  readonly amount: AssetAmount
  readonly fee?: AssetAmount
  readonly isDone: boolean
  readonly network?: string
  readonly txId?: string
}

/** Context of parsing one row. */
export type ReadContext = Names & {
  readonly columns: Columns
  /** Time zone of the column that holds the field. */
  readonly zoneOf: (field: ImportField) => Zone
  /** Exchange time in ms; later rows are rejected. */
  readonly now: number
}

/** Reason for rejecting a row; caught where the row ends. */
class Refused extends Error {
  readonly code: ImportRowCode
  readonly params: RejectedRow['params']
  constructor(code: ImportRowCode, params: RejectedRow['params']) {
    super(code)
    this.code = code
    this.params = params
  }
}

const AHEAD_MS = 60_000
const MAX_TEXT = 200
const ASSET = /^[A-Z0-9]{1,20}$/i
const PAIR = /^([A-Z0-9]{1,20})[_/\-\s]([A-Z0-9]{1,20})$/i

/** Parses the fields of one row. */
export class RowReader {
  readonly #cells: readonly string[]
  readonly #context: ReadContext
  readonly row: number

  constructor(cells: readonly string[], row: number, context: ReadContext) {
    this.#cells = cells
    this.row = row
    this.#context = context
  }

  /** Returns the record that `read` makes of the row, or the reason for its rejection. */
  static read<T>(
    cells: readonly string[],
    row: number,
    context: ReadContext,
    read: (reader: RowReader) => T,
  ): T | RejectedRow {
    try {
      return read(new RowReader(cells, row, context))
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      return { row, code: error.code, params: error.params }
    }
  }

  /** Text of a field; `undefined` where the column is missing or empty. */
  text(field: ImportField): string | undefined {
    const at = this.#context.columns.get(field)
    const raw = at === undefined ? '' : (this.#cells[at] ?? '')
    const cell = plainCell(raw)
    if (isEmpty(cell)) return undefined
    if (isFormula(cell) && !isGuarded(raw)) throw new Refused('FORMULA', { field })
    if (cell.length > MAX_TEXT) throw new Refused('FIELD_TOO_LONG', { field })
    return cell
  }

  need(field: ImportField): string {
    const text = this.text(field)
    if (text === undefined) throw new Refused('FIELD_EMPTY', { field })
    return text
  }

  number<U extends string>(
    field: ImportField,
    otherwise?: Decimal<U>,
  ): { readonly value: Decimal<U>; readonly unit?: string } {
    const text = otherwise === undefined ? this.need(field) : this.text(field)
    if (text === undefined && otherwise !== undefined) return { value: otherwise }
    const number = readNumber<U>(text ?? '')
    if (number === undefined) throw new Refused('NOT_A_NUMBER', { field, value: shown(text ?? '') })
    return number
  }

  positive<U extends string>(field: ImportField): Decimal<U> {
    const { value } = this.number<U>(field)
    if (!isPositive(value)) throw new Refused('NOT_A_NUMBER', { field, value: shown(this.need(field)) })
    return value
  }

  atLeastZero<U extends string>(field: ImportField, otherwise?: Decimal<U>): Decimal<U> {
    const { value } = this.number<U>(field, otherwise)
    if (isNegative(value)) throw new Refused('NOT_A_NUMBER', { field, value: shown(this.need(field)) })
    return value
  }

  time(field: ImportField): number {
    const text = this.need(field)
    const time = readTime(text, this.#context.zoneOf(field))
    if (time === 'twice') throw new Refused('TIME_TWICE', { field, value: shown(text) })
    if (time === undefined || time < EARLIEST) throw new Refused('NOT_A_TIME', { field, value: shown(text) })
    if (time > this.#context.now + AHEAD_MS) throw new Refused('IN_THE_FUTURE', { field, value: shown(text) })
    return time
  }

  side(): Side {
    const text = this.need('side')
    const side = readSide(text)
    if (side === undefined) throw new Refused('NOT_A_SIDE', { value: shown(text) })
    return side
  }

  /** Symbol of a market that is or was listed, or that a separator splits into its assets. */
  market(): { readonly symbol: string; readonly baseAsset: string; readonly quoteAsset: string } {
    const text = this.need('symbol')
    const [, base, quote] = PAIR.exec(text) ?? []
    const pair = this.#context.pairOf(base === undefined ? text : `${base}${quote}`)
    if (pair !== undefined) return pair
    if (base === undefined || quote === undefined) throw new Refused('UNKNOWN_MARKET', { value: shown(text) })
    const [baseAsset, quoteAsset] = [this.spelled(base), this.spelled(quote)]
    return { symbol: `${baseAsset}${quoteAsset}`, baseAsset, quoteAsset }
  }

  /** Asset in a field; `undefined` where it is empty. */
  asset(field: ImportField): string | undefined {
    const text = this.text(field)
    return text === undefined ? undefined : this.spelled(text)
  }

  /** An asset as the exchange spells it. */
  spelled(text: string): string {
    const asset = ASSET.test(text) ? this.#context.assetOf(text) : undefined
    if (asset === undefined) throw new Refused('UNKNOWN_MARKET', { value: shown(text) })
    return asset
  }

  refuse(code: ImportRowCode, params: RejectedRow['params']): never {
    throw new Refused(code, params)
  }
}

/** Founding year of the exchange; earlier times are invalid. */
const EARLIEST = Date.UTC(2018, 0, 1)
const shown = (text: string): string => text.slice(0, 40)

/** Parses a deal. Throws the reason for rejection. */
export function readDeal(reader: RowReader): DealRow {
  const market = reader.market()
  const price = reader.positive<'quote per base'>('price') satisfies Price
  const quantity = reader.positive<'base'>('quantity') satisfies Quantity
  const fee = reader.number<'asset'>('fee')
  const [orderId, tradeId, clientOrderId] = [
    reader.text('orderId'),
    reader.text('tradeId'),
    reader.text('clientOrderId'),
  ]
  return {
    row: reader.row,
    ...defined({ orderId, tradeId, clientOrderId }),
    ...market,
    side: reader.side(),
    price,
    quantity,
    quoteQuantity: reader.atLeastZero('quoteQuantity', multiply<'quote'>(price, quantity)),
    fee: fee.value,
    feeAsset: reader.asset('feeAsset') ?? (fee.unit && reader.spelled(fee.unit)) ?? market.quoteAsset,
    isMaker: isMakerRole(reader.text('role') ?? ''),
    isSelfTrade: false,
    time: reader.time('time'),
  }
}

/** Parses an order. Throws the reason for rejection. */
export function readOrder(reader: RowReader): OrderRow {
  const { symbol } = reader.market()
  const statusText = reader.need('status')
  const status = readStatus(statusText)
  if (status === undefined) return reader.refuse('NOT_A_STATUS', { value: shown(statusText) })
  const quantity = reader.atLeastZero<'base'>('quantity')
  const executedQuantity = reader.atLeastZero<'base'>('executedQuantity')
  const price = reader.atLeastZero<'quote per base'>('price', ZERO_PRICE)
  const average = reader.atLeastZero<'quote per base'>('averagePrice', price)
  const [orderId, clientOrderId, type] = [reader.text('orderId'), reader.text('clientOrderId'), reader.text('type')]
  const known = type === undefined ? undefined : readType(type)
  const createdAt = reader.time('createdAt')
  return {
    row: reader.row,
    ...defined({ orderId, clientOrderId }),
    symbol,
    side: reader.side(),
    type: known ?? 'UNKNOWN',
    ...(known === undefined && type !== undefined ? { rawType: type } : {}),
    status: status === 'CANCELED' && !isZero(executedQuantity) ? 'PARTIALLY_CANCELED' : status,
    price,
    quantity,
    executedQuantity,
    quoteQuantity: reader.atLeastZero('quoteQuantity', multiply<'quote'>(price, quantity)),
    executedQuoteQuantity: reader.atLeastZero('executedQuoteQuantity', multiply<'quote'>(average, executedQuantity)),
    createdAt,
    updatedAt: reader.text('updatedAt') === undefined ? createdAt : reader.time('updatedAt'),
  }
}

const ZERO_PRICE = '0' as Price

/** Parses a deposit or withdrawal. Throws the reason for rejection. */
export function readTransferRow(reader: RowReader): TransferRow {
  const statusText = reader.need('status')
  const stands = readTransfer(statusText)
  if (stands === undefined) return reader.refuse('NOT_A_STATUS', { value: shown(statusText) })
  const [network, txId, fee] = [reader.text('network'), reader.text('txId'), reader.text('fee')]
  const asset = reader.spelled(reader.need('asset'))
  return {
    row: reader.row,
    time: reader.time('time'),
    asset,
    amount: absolute(reader.number<'asset'>('amount').value),
    isDone: stands === 'done',
    ...defined({ fee: fee === undefined ? undefined : reader.atLeastZero<'asset'>('fee'), network, txId }),
  }
}
