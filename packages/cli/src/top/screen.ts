/** The desk on a terminal as lines of text. Pure: it is drawn as often as the shell likes. */

import { type AccountInfo, type DealData, type Snapshot, formatCode } from '@spotdeck/api'
import { decimal, isZero } from '@spotdeck/exact'
import { ageText, table } from '../print.ts'

/** One account at a moment, as the gateway tells it. */
export type AccountView = {
  readonly account: AccountInfo
  readonly snapshot: Snapshot
  /** Newest first. */
  readonly deals: readonly DealData[]
}

/** Size of a terminal, and for how long the gateway has not answered, in ms; 0: it answers. */
export type Frame = { readonly columns: number; readonly rows: number; readonly awayMs: number }

/** Rows of each list; the others are counted. */
const MAX_ROWS = 10
const WHOLE: Frame = { columns: Infinity, rows: Infinity, awayMs: 0 }

/** Lines of the desk, cut to a terminal. */
export function screen(view: AccountView, { columns, rows, awayMs }: Frame = WHOLE): readonly string[] {
  const { snapshot, deals } = view
  const held = snapshot.assets.filter(({ total }) => !isZero(decimal(total)))
  const away = awayMs === 0 ? [] : [`The gateway has not answered for ${ageText(awayMs)}: the figures are from before.`]
  const lines = [
    ...headOf(view),
    ...away,
    ...listOf('Balances', held, ({ asset, free, locked, total }) => ({ asset, free, locked, total })),
    ...listOf('Open orders', snapshot.openOrders, (order) => {
      const { orderId: id, symbol, side, type, price, quantity, executedQuantity: filled, createdAt } = order
      return { id, symbol, side, type, price, quantity, filled, age: ageText(Math.max(0, snapshot.time - createdAt)) }
    }),
    ...listOf('Last fills', deals, ({ time, symbol, side, price, quantity, fee, feeAsset }) => {
      return { 'time (UTC)': clockText(time), symbol, side, price, quantity, fee: `${fee} ${feeAsset}` }
    }),
  ]
  return lines.slice(0, rows).map((line) => line.slice(0, columns))
}

function headOf({ account, snapshot }: AccountView): readonly string[] {
  const { status, time, currentAt, equity, seq } = snapshot
  const state = `${status.state} for ${ageText(Math.max(0, time - status.since))}`
  const current = currentAt === undefined ? '' : `, current ${ageText(Math.max(0, time - currentAt))} ago`
  const why = status.state === 'live' ? [] : [formatCode('en', 'status', status.code, status.params)]
  const { total = '-', free = '-', locked = '-', realizedPnl, unrealizedPnl } = equity ?? {}
  return [
    `${account.id} (${account.label}): ${state}${current}, event ${seq}, trading ${account.trading ? 'on' : 'off'}`,
    ...why,
    `equity ${total} USDT, free ${free}, locked ${locked}`,
    `profit realized ${realizedPnl ?? '-'}, unrealized ${unrealizedPnl ?? '-'}`,
  ].map((line) => line.replace(/\p{C}/gu, '?'))
}

type Row = Readonly<Record<string, string>>

/** A list with its head, or the word that it is empty. */
function listOf<T>(title: string, items: readonly T[], rowOf: (item: T) => Row): readonly string[] {
  const rows = items.slice(0, MAX_ROWS).map(rowOf)
  const more = items.length > MAX_ROWS ? [`  and ${items.length - MAX_ROWS} more`] : []
  const [first] = rows
  if (first === undefined) return ['', `${title}: none`]
  return [
    '',
    `${title} (${items.length})`,
    ...table([Object.keys(first), ...rows.map(Object.values)]).split('\n'),
    ...more,
  ]
}

const clockText = (time: number): string => new Date(time).toISOString().slice(5, 19).replace('T', ' ')
