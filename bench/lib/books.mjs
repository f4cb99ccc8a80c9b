// A book of any depth and changes to it as a busy pair has them, mostly near the top: a level goes, another comes at an
// empty price, a third changes its quantity. The same seed gives the same changes.

import { seededRandom } from '@spotdeck/ports/virtual'

const TICK = 0.01
const MIDDLE = 86_500
/** Changed levels of one update, both sides together. */
const LEVELS_AN_UPDATE = 20
/** Average distance of a change from the middle, in ticks; every second tick holds a level at first. */
const MEAN_TICKS = 24

/** REST's answer with `levels` a side. */
export function bookOf(levels) {
  const random = seededRandom(levels)
  const side = (sign) => Array.from({ length: levels }, (_, rank) => [price(sign, rank * 2 + 1), quantity(random)])
  return { lastUpdateId: 1_000, bids: side(-1), asks: side(1) }
}

/**
 * `count` pushes that follow on `bookOf(levels)` without a gap. The second half takes the first half back, so that the
 * book ends as it began and the pushes can be run through again.
 */
export function updatesOf(levels, count) {
  const random = seededRandom(levels + 1)
  const { bids, asks } = bookOf(levels)
  const book = { bids: new Map(bids), asks: new Map(asks) }
  const forth = Array.from({ length: count / 2 }, () =>
    Array.from({ length: LEVELS_AN_UPDATE }, (_, n) => changeOf(n % 2 === 0 ? 'bids' : 'asks', book, random)),
  )
  const back = forth
    .toReversed()
    .map((changes) => changes.toReversed().map(({ was, ...change }) => ({ ...change, quantity: was })))
  return [...forth, ...back].map((changes, index) => {
    const version = String(81_999_275_445 + index)
    const side = (name) =>
      changes.filter((one) => one.side === name).map(({ price, quantity }) => ({ price, quantity }))
    const eventType = 'spot@public.aggre.depth.v3.api.pb@10ms'
    const versions = { fromVersion: version, toVersion: version }
    return { bids: side('bids'), asks: side('asks'), eventType, ...versions, lastOrderCreateTime: 1_790_145_447_233 }
  })
}

/** One level that goes, one that comes, or one that changes: a third each. */
function changeOf(side, book, random) {
  const kind = Math.floor(random.next() * 3)
  for (;;) {
    const ticks = 1 + Math.floor(-Math.log(1 - random.next()) * MEAN_TICKS)
    const at = price(side === 'bids' ? -1 : 1, ticks)
    const was = book[side].get(at) ?? '0'
    if ((was === '0') !== (kind === 1)) continue
    const now = kind === 0 ? '0' : quantity(random)
    if (now === '0') book[side].delete(at)
    else book[side].set(at, now)
    return { side, price: at, quantity: now, was }
  }
}

const price = (sign, ticks) => String(Number((MIDDLE + sign * ticks * TICK).toFixed(2)))
const quantity = (random) => String(Number((random.next() * 20 + 0.00001).toFixed(8)))
