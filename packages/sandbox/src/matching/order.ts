/** Orders and levels of a book, and the events that it emits. */

export type Side = 'bid' | 'ask'

/**
 * `rest` matches and rests; `post` rests only when nothing would match; `take` matches and drops the remainder; `all`
 * matches the whole of it or nothing.
 */
export type OrderKind = 'rest' | 'post' | 'take' | 'all'

type Prevention = 'maker' | 'taker' | 'both'

/** Returns which order ends instead of matching; `undefined`: they match. */
export type Prevent<T> = (maker: T) => Prevention | undefined

/** An order as the book links it. Ticks and lots are positive safe integers. */
export type BookOrder<T> = {
  readonly id: string
  /** The caller's data of the order; the book never reads it. */
  readonly owner: T
  readonly side: Side
  /** The limit: a bid pays at most this, an ask takes at least this. */
  readonly ticks: number
  /** Remaining lots. */
  lots: number
  /** Set while it rests. */
  level: Level<T> | undefined
  previous: BookOrder<T> | undefined
  next: BookOrder<T> | undefined
}

/** All orders resting at one price, oldest first. */
export type Level<T> = {
  readonly ticks: number
  /** The sum of its orders. */
  lots: number
  first: BookOrder<T> | undefined
  last: BookOrder<T> | undefined
}

/** Receives the events of a command in order, during the command: it must not call the book. */
export interface BookSink<T> {
  /** A match at the maker's price. Both orders have their `lots` reduced already. */
  match(maker: BookOrder<T>, taker: BookOrder<T>, lots: number): void
  /** A resting order ended instead of matching; its `lots` are what was left. Called where `prevent` was passed. */
  prevented?(maker: BookOrder<T>): void
  /** One price with its new total, zero when it is gone, and the total before; once per price and command. */
  level(side: Side, level: Level<T>, before: number): void
}

/** Limits of an order besides its lots and its price. */
export type Bounds<T> = {
  /** In ticks × lots; absent for an order that is bounded by its lots alone. */
  readonly budget?: bigint | undefined
  readonly prevent?: Prevent<T> | undefined
}

/** An order that no book holds yet. */
export function bookOrder<T>(order: Pick<BookOrder<T>, 'id' | 'owner' | 'side' | 'ticks' | 'lots'>): BookOrder<T> {
  const { id, owner, side, ticks, lots } = order
  return { id, owner, side, ticks, lots, level: undefined, previous: undefined, next: undefined }
}
