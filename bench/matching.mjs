// The sandbox's matching core against nodejs-order-book on the same flow of orders and cancels. Ours emits every event and,
// for people, moves exact balances and takes fees; the rival has neither accounts nor money. Each has a process of its own, so that nobody
// pays for another's garbage, and they run turn by turn. Every round must leave the same book in all of them, and what the
// events say must add up to what was traded.
// node bench/matching.mjs [commands]

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { decimal } from '@spotdeck/exact'
import { openVenue, sandboxSymbols } from '@spotdeck/sandbox'
import { OrderBook, Side } from 'nodejs-order-book'
import { brief } from './lib/interleave.mjs'

const COMMANDS = Number(process.argv[2] ?? 200_000)
const ROUNDS = brief(9, 3)
const SYMBOL = 'MXUSDT'
const MID_TICKS = 24_900
const FUNDS = decimal('1000000000000000')
const TIME = 1_700_000_000_000
/** Cancels reach back this far at most: handles and events of that many commands are kept. */
const KEPT = 128

const contestants = {
  'nodejs-order-book': rival,
  'people: text in, private events': people,
  'makers: ticks and lots in': seats,
}
const contestant = contestants[process.argv[3]]
const flow = contestant === undefined ? [] : flowOf(COMMANDS)
if (contestant === undefined) await compare()
else process.on('message', (readsAll) => process.send(roundOf(contestant(readsAll))))

function roundOf({ run, end }) {
  const started = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(started)
  return { cost: (user + system) / 1_000, ...end() }
}

async function compare() {
  const [base, ...ours] = Object.keys(contestants)
  const children = [base, ...ours].map((name) => [name, fork(fileURLToPath(import.meta.url), [String(COMMANDS), name])])
  const costs = Object.fromEntries([base, ...ours].map((name) => [name, []]))
  let traded
  for (let round = 0; round <= ROUNDS; round++) {
    const ends = {}
    for (const [name, child] of children) {
      // The first round warms up, and reads every event as it comes.
      child.send(round === 0)
      const [end] = await once(child, 'message')
      if (round > 0) costs[name].push(end.cost)
      ends[name] = end
    }
    traded ??= ends[base].traded
    for (const name of ours) {
      if (ends[name].book !== ends[base].book) throw new Error(`${name} ended with another book than ${base}`)
      if (round === 0 && ends[name].traded !== traded) throw new Error(`${name} tells of ${ends[name].traded} lots`)
    }
  }
  for (const [, child] of children) child.disconnect()
  print(costs, base, traded)
}

function print(costs, base, traded) {
  const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1]
  console.log(`${COMMANDS} commands, ${traded} lots traded, the same book left by all`)
  console.table(
    Object.entries(costs).map(([name, list]) => ({
      contestant: name,
      'commands a second': Math.round((COMMANDS * 1_000) / median(list)),
      ratio: Number(median(list.map((cost, n) => costs[base][n] / cost)).toFixed(1)),
    })),
  )
}

/** Orders around a wandering price and cancels of what was placed before, from one seed. */
function flowOf(count) {
  let word = 7
  const chance = () => {
    word = (Math.imul(word, 1_664_525) + 1_013_904_223) >>> 0
    return word / 2 ** 32
  }
  const commands = []
  let mid = MID_TICKS
  for (let n = 0; n < count; n++) {
    mid += Math.round((chance() - 0.5) * 4)
    if (n > 100 && chance() < 0.4) {
      const cancels = n - 1 - Math.floor(chance() * 100)
      commands.push({ cancels, cancel: String(cancels) })
      continue
    }
    const buys = chance() < 0.5
    const away = Math.floor(chance() * 200) - 40
    const ticks = mid + (buys ? -away : away)
    const lots = 500 + Math.floor(chance() * 5_000)
    const price = (ticks / 10_000).toFixed(4).replace(/0+$/, '')
    const quantity = (lots / 100).toFixed(2).replace(/\.?0+$/, '')
    commands.push({ buys, ticks, lots, price: decimal(price), quantity: decimal(quantity), id: String(n) })
  }
  return commands
}

function rival() {
  const book = new OrderBook()
  let traded = 0
  const run = () => {
    for (const { cancel, buys, ticks, lots, id } of flow) {
      if (cancel !== undefined) {
        book.cancel(cancel)
        continue
      }
      const { done, partial, partialQuantityProcessed } = book.limit({
        side: buys ? Side.BUY : Side.SELL,
        id,
        size: lots,
        price: ticks,
      })
      // `done` lists the filled makers and, when it is filled, the taker; `partial` the maker or the taker that is left.
      let taken = 0
      let filled = false
      for (const order of done) {
        if (order.id === id) filled = true
        else taken += order.size
      }
      traded += filled ? lots : partial?.id === id ? partialQuantityProcessed : taken
    }
  }
  const end = () => {
    const [asks, bids] = book.depth()
    return { traded, book: drawn(asks, bids) }
  }
  return { run, end }
}

/** Both sides as sorted text. */
function drawn(asks, bids) {
  const side = (levels) => levels.toSorted(([a], [b]) => a - b).map((level) => level.join(':'))
  return [...side(asks), '|', ...side(bids)].join(' ')
}

function venue(readsAll) {
  const symbols = sandboxSymbols.filter((one) => one.rules.symbol === SYMBOL)
  const rules = { ...symbols[0].rules, makerFeeRate: decimal('0.0002'), priceBand: undefined }
  const exchange = openVenue({ symbols: [{ ...symbols[0], rules }], firstVersion: TIME })
  const kept = new Array(KEPT).fill(undefined)
  const told = { traded: 0, count: 0 }
  exchange.subscribe((events) => {
    for (const event of events) kept[told.count++ % KEPT] = event
    if (!readsAll) return
    for (const event of events) if (event.type === 'trade') told.traded += stepsOf(event.quantity, 100)
  })
  const end = () => {
    // The last events are read long after they were told: each level's last one must be what the book says now.
    const { bids, asks } = exchange.book(SYMBOL, Infinity)
    const now = new Map([...bids, ...asks].map(({ price, quantity }) => [price, quantity]))
    const last = new Map()
    for (let n = Math.max(0, told.count - KEPT); n < told.count; n++) {
      const event = kept[n % KEPT]
      if (event.type === 'level') last.set(event.price, event.quantity)
    }
    for (const [price, quantity] of last) {
      if ((now.get(price) ?? '0') !== quantity) throw new Error(`${price} holds ${now.get(price)}, told ${quantity}`)
    }
    const steps = (levels) => levels.map((level) => [stepsOf(level.price, 10_000), stepsOf(level.quantity, 100)])
    return { traded: told.traded, book: drawn(steps(asks), steps(bids)) }
  }
  return { exchange, end }
}

function stepsOf(text, perUnit) {
  return Math.round(Number(text) * perUnit)
}

function fund(exchange, account) {
  for (const asset of ['MX', 'USDT']) exchange.adjust(account, asset, FUNDS, 'DEPOSIT', TIME)
}

function people(readsAll) {
  const { exchange, end } = venue(readsAll)
  const accounts = Array.from({ length: 64 }, (_, n) => `person-${n}`)
  for (const account of accounts) fund(exchange, account)
  const placed = new Array(KEPT).fill(undefined)
  const run = () => {
    for (let n = 0; n < flow.length; n++) {
      const { cancels, buys, price, quantity } = flow[n]
      const account = accounts[(cancels ?? n) % accounts.length]
      if (cancels !== undefined) {
        const orderId = placed[cancels % KEPT]
        if (orderId !== undefined) exchange.cancel(account, SYMBOL, { orderId }, TIME)
        placed[n % KEPT] = undefined
        continue
      }
      const order = { account, symbol: SYMBOL, side: buys ? 'BUY' : 'SELL', type: 'LIMIT', price, quantity, time: TIME }
      const answer = exchange.place(order)
      if (!answer.ok) throw new Error(answer.refusal.msg)
      placed[n % KEPT] = answer.order.orderId
    }
  }
  return { run, end }
}

function seats(readsAll) {
  const { exchange, end } = venue(readsAll)
  const desks = Array.from({ length: 64 }, () => exchange.seat())
  const placed = new Array(KEPT).fill(undefined)
  const run = () => {
    for (let n = 0; n < flow.length; n++) {
      const { cancels, buys, ticks, lots } = flow[n]
      const desk = desks[(cancels ?? n) % desks.length]
      if (cancels !== undefined) {
        const order = placed[cancels % KEPT]
        if (order !== undefined) desk.cancel(order, TIME)
        placed[n % KEPT] = undefined
        continue
      }
      const side = buys ? 'BUY' : 'SELL'
      placed[n % KEPT] = desk.place({ symbol: SYMBOL, side, type: 'LIMIT', ticks, lots, time: TIME })
    }
  }
  return { run, end }
}
