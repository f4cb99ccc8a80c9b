/** Exports as the exchange writes them, made from what the fake venue holds true. */

import type { ImportRequest } from '@spotdeck/api'

export const DEAL_HEADING = 'UID,Pairs,Time(UTC+00:00),Side,Filled Price,Executed Amount,Total,Fee,Role'

export type ToldDeal = {
  readonly orderId: string
  readonly tradeId: string
  readonly symbol: string
  readonly side: string
  readonly price: string
  readonly quantity: string
  readonly quoteQuantity: string
  readonly fee: string
  readonly feeAsset?: string
  readonly time: number
}

/** `2026-01-02 03:04:05` in UTC. */
export const wallClock = (time: number): string => new Date(time).toISOString().slice(0, 19).replace('T', ' ')

/** As MEXC exports fills: no numbers of orders or trades. */
export function dealsFile(deals: readonly ToldDeal[]): string {
  const row = (deal: ToldDeal): string =>
    [
      '1',
      deal.symbol.replace('USDT', '_USDT'),
      wallClock(deal.time),
      deal.side === 'BUY' ? 'Buy' : 'Sell',
      deal.price,
      deal.quantity,
      deal.quoteQuantity,
      `${deal.fee}${deal.feeAsset ?? 'USDT'}`,
      'Taker',
    ].join(',')
  return [DEAL_HEADING, ...deals.map(row)].join('\n')
}

/** The same with the numbers, in Traditional Chinese, with semicolons and a byte order mark. */
export function namedDealsFile(deals: readonly ToldDeal[]): string {
  const row = (deal: ToldDeal): string =>
    [
      deal.tradeId,
      deal.orderId,
      deal.symbol,
      wallClock(deal.time),
      deal.side === 'BUY' ? '買入' : '賣出',
      deal.price,
      deal.quantity,
      deal.fee,
      deal.feeAsset ?? 'USDT',
    ].join(';')
  return `\ufeff${['成交編號;訂單號;交易對;成交時間;方向;成交價;成交數量;手續費;手續費幣種', ...deals.map(row)].join('\r\n')}`
}

const DEPOSIT_HEADING = 'UID,Status,Time(UTC+00:00),Crypto,Network,Deposit Amount,TxID,Progress'

/** A deposit: its time in ms since the epoch, asset and amount. */
export type DepositRow = readonly [time: number, asset: string, amount: string]

/** As MEXC exports deposits, all of them credited. */
export function depositsFile(...rows: readonly DepositRow[]): string {
  const row = ([time, asset, amount]: DepositRow, i: number): string =>
    `1,Credited Successfully,${wallClock(time)},${asset},TRC20,${amount},tx${i},1/1`
  return [DEPOSIT_HEADING, ...rows.map(row)].join('\n')
}

export function request(text: string | Uint8Array, more: Partial<ImportRequest> = {}): ImportRequest {
  return { fileName: 'export.csv', content: Buffer.from(text).toString('base64'), ...more }
}
