// The sandbox's matching core against nodejs-order-book on the same flow of orders and cancels. Ours moves exact balances,
// takes fees and tells every event; the rival has neither accounts nor money. Both in this run, turn by turn.
// node bench/matching.mjs [commands]

import { decimal } from '@spotdeck/exact'
import { openExchange, sandboxSymbols } from '@spotdeck/sandbox'
import { OrderBook, Side } from 'nodejs-order-book'

const COMMANDS = Number(process.argv[2] ?? 200_000)
const ROUNDS = 7
const SYMBOL = 'MXUSDT'
const MID_TICKS = 24_900
const FUNDS = decimal('1000000000000000')
const TIME = 1_700_000_000_000

const flow = flowOf(COMMANDS)
// prettier-ignore
const contestants = { 'nodejs-order-book': rival, 'people: text in, private events': people, 'makers: ticks and lots in': seats }
const costs = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]))
const outcomes = {}
for (let round = 0; round <= ROUNDS; round++) {
  for (const [name, open] of Object.entries(contestants)) {
    const run = open()
    const started = process.cpuUsage()
    outcomes[name] = run()
    const { user, system } = process.cpuUsage(started)
    if (round > 0) costs[name].push((user + system) / 1_000) // the first round warms up
  }
}
const [base, ...ours] = Object.keys(contestants)
for (const name of ours) {
  if (outcomes[name].traded !== outcomes[base].traded || outcomes[name].resting !== outcomes[base].resting)
    throw new Error(`${name} ended elsewhere: ${JSON.stringify(outcomes)}`)
}
const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1]
console.log(
  `${COMMANDS} commands, ${outcomes[base].traded} lots traded, ${outcomes[base].resting} orders left in every book`,
)
console.table(
  Object.entries(costs).map(([contestant, list]) => ({
    contestant,
    'commands a second': Math.round((COMMANDS * 1_000) / median(list)),
    ratio: Number(median(list.map((cost, n) => costs[base][n] / cost)).toFixed(1)),
  })),
)

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
      commands.push({ cancel: n - 1 - Math.floor(chance() * 100) })
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
  return () => {
    let resting = 0
    let traded = 0
    for (const { cancel, buys, ticks, lots, id } of flow) {
      if (cancel !== undefined) {
        if (book.cancel(String(cancel)) !== undefined) resting--
        continue
      }
      const { done, partial, partialQuantityProcessed } = book.limit({ side: buys ? Side.BUY : Side.SELL, id, size: lots, price: ticks }) // prettier-ignore
      // `done` lists the filled makers and, when it is filled, the taker; `partial` the maker or the taker that is left.
      let taken = 0
      for (const order of done) if (order.id !== id) ((taken += order.size), resting--)
      const filled = done.some((order) => order.id === id)
      traded += filled ? lots : partial?.id === id ? partialQuantityProcessed : taken
      if (!filled) resting++
    }
    return { traded, resting }
  }
}

function venue() {
  const symbols = sandboxSymbols.filter((one) => one.rules.symbol === SYMBOL)
  const rules = { ...symbols[0].rules, makerFeeRate: decimal('0.0002'), priceBand: undefined }
  const exchange = openExchange({ symbols: [{ ...symbols[0], rules }], firstVersion: TIME })
  const told = { traded: 0, events: 0 }
  exchange.subscribe((events) => {
    told.events += events.length
    for (const event of events) if (event.type === 'trade') told.traded += Math.round(Number(event.quantity) * 100)
  })
  return { exchange, told }
}

function fund(exchange, account) {
  for (const asset of ['MX', 'USDT']) exchange.adjust(account, asset, FUNDS, 'DEPOSIT', TIME)
}

function people() {
  const { exchange, told } = venue()
  const accounts = Array.from({ length: 64 }, (_, n) => `person-${n}`)
  for (const account of accounts) fund(exchange, account)
  return () => {
    const placed = new Map()
    flow.forEach(({ cancel, buys, price, quantity }, n) => {
      if (cancel !== undefined) {
        const order = placed.get(cancel)
        if (order !== undefined) exchange.cancel(order.account, SYMBOL, { orderId: order.orderId }, TIME)
        return
      }
      const account = accounts[n % accounts.length]
      const order = { account, symbol: SYMBOL, side: buys ? 'BUY' : 'SELL', type: 'LIMIT', price, quantity, time: TIME }
      const answer = exchange.place(order)
      if (!answer.ok) throw new Error(answer.refusal.msg)
      placed.set(n, answer.order)
    })
    const resting = accounts.reduce((sum, account) => sum + exchange.openOrders(account).length, 0)
    return { traded: told.traded, resting }
  }
}

function seats() {
  const { exchange, told } = venue()
  const names = Array.from({ length: 64 }, (_, n) => `bot:bench-${n}`)
  for (const name of names) fund(exchange, name)
  const desks = names.map((name) => exchange.seat(name))
  return () => {
    const placed = new Map()
    flow.forEach(({ cancel, buys, ticks, lots }, n) => {
      const desk = desks[(cancel ?? n) % desks.length]
      if (cancel !== undefined) {
        const order = placed.get(cancel)
        if (order !== undefined) desk.cancel(order, TIME)
        return
      }
      const order = desk.place({ symbol: SYMBOL, side: buys ? 'BUY' : 'SELL', type: 'LIMIT', ticks, lots, time: TIME })
      if (order !== undefined) placed.set(n, order)
    })
    let resting = 0
    for (const order of placed.values()) if (desks[0].isResting(order)) resting++
    return { traded: told.traded, resting }
  }
}
