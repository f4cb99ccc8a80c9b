/** Parses cells of an export into exact amounts, times and terms, in the three languages of the exchange. Pure. */

import { type Decimal, tryDecimal } from '@spotdeck/exact'
import type { OrderStatus, OrderType, Side } from '@spotdeck/ledger'

/** An amount and its asset, where the cell contains one: `12.3 USDT`. */
export type Measured<U extends string> = { readonly value: Decimal<U>; readonly unit?: string }

/** True if a spreadsheet would evaluate the cell. A sign before a number is not a formula. */
export function isFormula(cell: string): boolean {
  return /^[=@]/.test(cell) || (/^[+-]/.test(cell) && !/^[+-][\d.]/.test(cell) && !EMPTY.test(cell))
}

/** MEXC: placeholders of an empty cell. */
const EMPTY = /^(?:|-{1,3}|—|n\/a|null|none)$/i
/** True if the cell holds no value. */
export const isEmpty = (cell: string): boolean => EMPTY.test(cell)

/** True if an apostrophe keeps spreadsheets from evaluating the cell: our own exports and MEXC's have it. */
export const isGuarded = (cell: string): boolean => cell.startsWith("'")

/** Text of a cell without the apostrophe that guards it from spreadsheets. */
export const plainCell = (cell: string): string => cell.normalize('NFKC').replace(/^'/, '').trim()

const NUMBER =
  /^([+-]?)(\d{1,3}(?:,\d{3})+|\d+)?(?:\.(\d*))?(?:e([+-]?\d{1,2}))?\s*((?!e\d+$)[A-Za-z][A-Za-z0-9]{0,19})?$/i

/**
 * Parses digits with or without thousands separators, an exponent as spreadsheets write it, and a unit. `undefined`:
 * not a number.
 */
export function readNumber<U extends string>(cell: string): Measured<U> | undefined {
  const found = /^[+-]?0x/i.test(cell) ? null : NUMBER.exec(cell)
  if (found === null) return undefined
  const [, sign = '', whole = '', fraction = '', exponent = '0', unit] = found
  if (whole === '' && fraction === '') return undefined
  const value = tryDecimal<U>(`${sign}${shifted(whole.replaceAll(',', ''), fraction, Number(exponent))}`)
  if (value === undefined) return undefined
  return unit === undefined ? { value } : { value, unit }
}

function shifted(whole: string, fraction: string, exponent: number): string {
  const digits = whole + fraction
  const point = whole.length + exponent
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`
  if (point >= digits.length) return digits + '0'.repeat(point - digits.length)
  return `${digits.slice(0, point)}.${digits.slice(point)}`
}

const SIDES: ReadonlyMap<string, Side> = new Map([
  ...['buy', 'b', 'bid', 'long', '買', '买', '買入', '买入', '買單', '买单', '買進'].map(
    (word) => [word, 'BUY'] as const,
  ),
  ...['sell', 's', 'ask', 'short', '賣', '卖', '賣出', '卖出', '賣單', '卖单'].map((word) => [word, 'SELL'] as const),
])
/** Parses the side of a deal or an order; `undefined` for an unknown term. */
export const readSide = (cell: string): Side | undefined => SIDES.get(cell.toLowerCase())

const STATUSES: readonly (readonly [OrderStatus, readonly string[]])[] = [
  ['FILLED', ['filled', 'successful', 'completed', 'fullyfilled', 'done', '已成交', '完全成交', '全部成交', '已完成']],
  [
    'PARTIALLY_CANCELED',
    [
      'partiallycanceled',
      'partiallycancelled',
      'partiallyfilledcanceled',
      'partiallyfilledandcancelled',
      '部分成交已撤單',
      '部分成交已撤单',
      '部分撤單',
      '部分撤单',
      '部分取消',
      '部分成交後取消',
      '部分成交后撤单',
    ],
  ],
  ['CANCELED', ['canceled', 'cancelled', 'cancel', '已撤單', '已撤单', '已撤銷', '已撤销', '已取消', '撤單', '撤单']],
  ['PARTIALLY_FILLED', ['partiallyfilled', 'partialfilled', 'partial', '部分成交']],
  [
    'NEW',
    [
      'new',
      'open',
      'unfilled',
      'pending',
      'active',
      '未成交',
      '委託中',
      '委托中',
      '掛單中',
      '挂单中',
      '進行中',
      '进行中',
    ],
  ],
]
const STATUS_OF: ReadonlyMap<string, OrderStatus> = new Map(
  STATUSES.flatMap(([status, words]) => words.map((word) => [word, status] as const)),
)
const lettersOf = (cell: string): string => cell.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
/** Parses the status of an order; `undefined` for an unknown term. */
export const readStatus = (cell: string): OrderStatus | undefined => STATUS_OF.get(lettersOf(cell))

const TYPES: ReadonlyMap<string, OrderType> = new Map([
  ['limit', 'LIMIT'],
  ['限價', 'LIMIT'],
  ['限价', 'LIMIT'],
  ['限價單', 'LIMIT'],
  ['限价单', 'LIMIT'],
  ['限價委託', 'LIMIT'],
  ['限价委托', 'LIMIT'],
  ['market', 'MARKET'],
  ['市價', 'MARKET'],
  ['市价', 'MARKET'],
  ['市價單', 'MARKET'],
  ['市价单', 'MARKET'],
  ['市價委託', 'MARKET'],
  ['市价委托', 'MARKET'],
  ['limitmaker', 'LIMIT_MAKER'],
  ['postonly', 'LIMIT_MAKER'],
  ['只做maker', 'LIMIT_MAKER'],
  ['immediateorcancel', 'IMMEDIATE_OR_CANCEL'],
  ['ioc', 'IMMEDIATE_OR_CANCEL'],
  ['fillorkill', 'FILL_OR_KILL'],
  ['fok', 'FILL_OR_KILL'],
])
/** Parses the type of an order; `undefined` for an unknown term, which is kept raw. */
export const readType = (cell: string): OrderType | undefined => TYPES.get(lettersOf(cell))

/** True if the role is maker; a missing role counts as taker. */
export const isMakerRole = (cell: string): boolean => /^(?:maker|true|掛單方?|挂单方?|做市)$/i.test(cell)

/** Progress of a transfer; `undefined` for an unknown term. */
export function readTransfer(cell: string): 'done' | 'open' | undefined {
  const word = lettersOf(cell)
  if (
    /^(?:creditedsuccessfully|depositsuccessful|withdrawalsuccessful|success|successful|succeeded|completed|complete|credited|成功|已到帳|已到账|到帳成功|到账成功|充值成功|提現成功|提现成功|提幣成功|提币成功|已完成)$/.test(
      word,
    )
  )
    return 'done'
  return /pending|process|confirm|wait|review|audit|fail|cancel|reject|refund|處理|处理|確認|确认|等待|審核|审核|失敗|失败|取消|撤銷|撤销|拒/.test(
    word,
  )
    ? 'open'
    : undefined
}
