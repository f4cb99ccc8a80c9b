/** Ids of the venue's form for what is made up: 13 digits of the time in ms and a five-digit count within it. */

export interface IdSequence {
  orderId(time: number): string
  /** One side of a match: `X0` for the maker's, `X1` for the taker's. */
  tradeId(time: number, isMaker: boolean): string
}

/** Ids that rise with time. Calls are to come in order of time. */
export function idSequence(): IdSequence {
  let last = 0
  let count = 0
  const next = (time: number): string => {
    count = time > last ? 0 : count + 1
    last = Math.max(last, time)
    return `${String(last).padStart(13, '0')}${String(count).padStart(5, '0')}`
  }
  return {
    orderId: (time) => `C02__${next(time)}${String((count * 37 + 11) % 1000).padStart(3, '0')}`,
    tradeId: (time, isMaker) => `${next(time)}${isMaker ? 'X0' : 'X1'}`,
  }
}
