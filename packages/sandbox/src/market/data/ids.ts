/** Ids of the venue's form for what is made up: 13 digits of the time in ms and a five-digit count within it. */

export interface IdSequence {
  orderId(time: number): string
  /** One side of a match that is the first of its order. */
  tradeId(time: number): string
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
    tradeId: (time) => `${next(time)}X0`,
  }
}
