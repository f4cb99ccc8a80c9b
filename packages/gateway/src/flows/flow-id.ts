/**
 * The numbers of flows. The exchange numbers withdrawals and transfers; a deposit is named by its transaction, its asset and when it
 * was seen, in one spelling: a transaction is the same in capitals, with blanks around it, over a network (`USDT-TRX`).
 */

/** MEXC: a transaction may be named with the place of the payment in it, `hash:0`. */
const PLACE = /:\d+$/

/** A transaction without the place of the payment in it. */
export const bareTx = (txId: string): string => spelt(txId).replace(PLACE, '')

/** Whether the two can be one payment: one transaction, and not two places in it. */
export function sameTx(a: string, b: string): boolean {
  const [placeOfA, placeOfB] = [a, b].map((txId) => PLACE.exec(spelt(txId))?.[0])
  return bareTx(a) === bareTx(b) && (placeOfA === undefined || placeOfB === undefined || placeOfA === placeOfB)
}

/** MEXC: `USDT-TRX` is USDT over a network. */
export const assetOfCoin = (coin: string): string => coin.split('-')[0] ?? coin

export function depositId(txId: string, asset: string, time: number): string {
  return `deposit ${spelt(txId)} ${asset} ${time}`
}

/** Older ledgers hold deposits under what the list wrote: in one spelling they are known again. */
const DEPOSIT = /^deposit (.*) (\S+) (\d+)$/

/** What two numbers of one flow have in common, whoever wrote them. */
export function numberKey(id: string): string {
  const [, txId, coin, time] = DEPOSIT.exec(id) ?? []
  if (txId === undefined || coin === undefined || time === undefined) return id
  return depositId(bareTx(txId), assetOfCoin(coin), Number(time))
}

/** Whether two numbers with one key are one flow: not two payments of one transaction. */
export function sameNumber(a: string, b: string): boolean {
  const [, txOfA] = DEPOSIT.exec(a) ?? []
  const [, txOfB] = DEPOSIT.exec(b) ?? []
  return txOfA === undefined || txOfB === undefined ? a === b : sameTx(txOfA, txOfB)
}

const spelt = (txId: string): string => txId.trim().toLowerCase()
