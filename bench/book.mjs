// A local order book under updates of 20 levels: ours against ccxt's, each from the decoded push to the changed book with
// its best prices known. Both books are compared level by level before and after.
// npm run build && node bench/book.mjs

import assert from 'node:assert/strict'
import { OrderBook, snapshotOf, updateOf } from '@spotdeck/mexc'
import ccxt from 'ccxt'
import { bookOf, updatesOf } from './lib/books.mjs'
import { brief, interleave, printTable } from './lib/interleave.mjs'

const UPDATES = 500
const exchange = new ccxt.pro.mexc()

const rows = brief([100, 1_000, 5_000], [100, 1_000]).map((levels) => {
  const snapshot = bookOf(levels)
  const updates = updatesOf(levels, UPDATES)
  const ours = openOurs(snapshot)
  const theirs = openTheirs(snapshot)
  const check = () => {
    assert.equal(ours.drawn(), theirs.drawn(), `the books of ${levels} levels`)
  }
  check()
  for (const update of updates) {
    ours.apply(update)
    theirs.apply(update)
  }
  check()
  const contestants = { ours: () => updates.map(ours.apply), theirs: () => updates.map(theirs.apply) }
  const results = interleave(contestants, { rounds: 15, roundMs: 100 })
  check()
  const micros = (ms) => ((ms * 1_000) / UPDATES).toFixed(2)
  return [levels, micros(results.ours), micros(results.theirs), (results.theirs / results.ours).toFixed(1)]
})
printTable(['levels a side', 'spotdeck, µs an update', 'ccxt, µs an update', 'times ccxt'], rows)

function openOurs(answer) {
  const book = new OrderBook(snapshotOf(answer))
  return {
    apply(push) {
      book.apply(updateOf(push))
      return book.isCrossed
    },
    drawn: () => drawn((side, rank) => book.level(book[side], rank)),
  }
}

function openTheirs({ bids, asks }) {
  const rows = (side) => side.map(([price, quantity]) => [Number(price), Number(quantity)])
  const book = exchange.orderBook({ bids: rows(bids), asks: rows(asks) })
  return {
    apply(push) {
      // Its version is left out: updates are run through again and again, which it would skip.
      exchange.handleDelta(book, { bids: push.bids, asks: push.asks })
      return book.bids[0][0] >= book.asks[0][0]
    },
    drawn: () =>
      drawn((side, rank) => book[side][rank] && { price: book[side][rank][0], quantity: book[side][rank][1] }),
  }
}

function drawn(levelAt) {
  const levels = []
  for (const side of ['bids', 'asks']) {
    for (let rank = 0; levelAt(side, rank) !== undefined; rank++) {
      const { price, quantity } = levelAt(side, rank)
      levels.push(`${side} ${Number(price)} ${Number(quantity)}`)
    }
  }
  return levels.join('\n')
}
