/**
 * Ids of flows. The exchange numbers withdrawals and transfers; a deposit is identified by its transaction, its asset
 * and the time it was seen. MEXC writes one transaction in several ways: in capitals, with blanks around it, with a
 * network (`USDT-TRX`).
 */

/** MEXC: a transaction id may contain the position of the payment, `hash:0`. */
const PLACE = /:\d+$/

/** Transaction id without the position of the payment. */
export const bareTx = (txId: string): string => spelt(txId).replace(PLACE, '')

/** True if the two can be one payment: the same transaction, and not two positions in it. */
export function sameTx(a: string, b: string): boolean {
  const [placeOfA, placeOfB] = [a, b].map((txId) => PLACE.exec(spelt(txId))?.[0])
  return bareTx(a) === bareTx(b) && (placeOfA === undefined || placeOfB === undefined || placeOfA === placeOfB)
}

/** Asset of a coin name. MEXC: `USDT-TRX` is USDT on one network. */
export const assetOfCoin = (coin: string): string => coin.split('-')[0] ?? coin

/** Id of a deposit, from its transaction, asset and time (ms since the epoch). */
export function depositId(txId: string, asset: string, time: number): string {
  return `deposit ${spelt(txId)} ${asset} ${time}`
}

/** Older ledgers keep deposits as the list wrote them: normalized, they match again. */
const DEPOSIT = /^deposit (.*) (\S+) (\d+)$/

/** Normalized key of an id: equal for every spelling of one flow. */
export function numberKey(id: string): string {
  const [, txId, coin, time] = DEPOSIT.exec(id) ?? []
  if (txId === undefined || coin === undefined || time === undefined) return id
  return depositId(bareTx(txId), assetOfCoin(coin), Number(time))
}

/** True if two ids with one key are one flow, and not two payments of one transaction. */
export function sameNumber(a: string, b: string): boolean {
  const [, txOfA] = DEPOSIT.exec(a) ?? []
  const [, txOfB] = DEPOSIT.exec(b) ?? []
  return txOfA === undefined || txOfB === undefined ? a === b : sameTx(txOfA, txOfB)
}

const spelt = (txId: string): string => txId.trim().toLowerCase()
