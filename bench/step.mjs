// A push of an account through the follower's machine: decoded, normalized, stepped, looked up and recorded in the ledger's state,
// without a store. Beside ccxt's handleMessage, which keeps the same orders, deals and balances and proves nothing.
// npm run build && node bench/step.mjs

import assert from 'node:assert/strict'
import { symbolsOf } from '@spotdeck/follow'
import { EMPTY_STATE, record } from '@spotdeck/ledger'
import { decodePush, encodePush } from '@spotdeck/wire'
import { NOTHING_FOUND } from '../packages/follow/dist/base/needs.js'
import { normalizePush } from '../packages/follow/dist/exchange/normalize.js'
import { START } from '../packages/follow/dist/machine/state.js'
import { step } from '../packages/follow/dist/machine/step.js'
import { openCcxt, withMarkets } from './lib/ccxt-offline.mjs'
import { FUNDS, LISTED, fillOf } from './lib/fill-pushes.mjs'
import { interleave, printTable, timed } from './lib/interleave.mjs'

const BEGIN = Date.UTC(2026, 0, 1)
/** Fills of one pass, four pushes each; passes whose frames are laid ready at once. */
const [FILLS, READY] = [25, 8]
const EVERY_MS = 20
const TICK_MS = 250
const MOST_TICKS = 400
const WARM_UP_MS = 2_000
const WHOLE = { rows: [], complete: true }

/** The machine, its shell and an exchange that answers at once, at a time that the frames set. */
function openOurs() {
  let [state, ledger, at] = [START, EMPTY_STATE, BEGIN]
  const symbols = symbolsOf(LISTED)
  let wakeAt = Infinity
  const funds = new Map([['USDT', { asset: 'USDT', free: String(FUNDS), locked: '0', time: BEGIN }]])
  const answers = {
    clock: () => ({}),
    balances: () => ({ read: ledger.assets.size === 0 ? funds : ledger.assets, unreadable: [] }),
    'open-orders': () => ({ orders: [], unreadable: [] }),
    order: () => ({ deals: [], refused: false, unreadable: [] }),
    symbol: () => ({ orders: WHOLE, deals: WHOLE, unreadable: [] }),
    listing: () => ({ listed: LISTED, gone: [] }),
    'flow-lists': ({ since }) => ({ lists: { since, rows: [], askedAt: 0, answeredAt: 0, lacks: [] } }),
  }
  const run = {
    ask: ({ call, question }) => {
      const t0 = at
      at += EVERY_MS
      const answer = { kind: question.kind, ...answers[question.kind](question) }
      return { type: 'answer', call, span: { t0, t1: at }, answer }
    },
    turn: () => ({ type: 'turn', ledger }),
    wake: ({ inMs }) => void (wakeAt = at + inMs),
    'look-up': () => ({ type: 'found', found: NOTHING_FOUND }),
    commit: ({ drafts }) => {
      ledger = record(ledger, drafts, at).state
      return { type: 'committed', ledger }
    },
  }
  const send = (first) => {
    for (const inputs = [first]; inputs.length > 0;) {
      const next = step(state, { ...inputs.shift(), at, random: 0.5 })
      state = next.state
      for (const effect of next.effects) {
        const input = run[effect.type]?.(effect)
        if (input !== undefined) inputs.push(input)
      }
    }
  }
  const tick = () => send({ type: 'tick', ledger, listed: LISTED, lastFrameAt: at, provenTo: at })
  send({ type: 'open', ledger, listed: LISTED })
  send({ type: 'stream-up', continuous: false })
  for (let n = 0; n < MOST_TICKS && state.phase.kind !== 'live'; n++) {
    at += TICK_MS
    tick()
  }
  assert.equal(state.phase.kind, 'live')
  return {
    ledger: () => ledger,
    phase: () => state.phase.kind,
    receive(frame) {
      const push = decodePush(frame)
      at = Math.max(at, push.sendTime)
      const { change } = normalizePush(push, symbols, at)
      send({ type: 'push', pushes: [{ change, receivedAt: at }], sendTime: push.sendTime })
      if (at >= wakeAt) tick()
    },
    now: () => at,
  }
}

const ours = openOurs()
const { exchange, client } = await openCcxt(withMarkets([{ ...LISTED[0], isSpotTradingAllowed: true }]))
const theirs = { receive: (frame) => exchange.handleMessage(client, frame), now: ours.now }

/** Frames are made uncounted: those of a contestant go one way. */
function contestant({ receive, now }) {
  let [fills, time] = [0, 0]
  let ready = []
  const frames = () =>
    Array.from({ length: FILLS }, () => {
      time = Math.max(time, now()) + EVERY_MS
      return fillOf(++fills, time).map((push) => Buffer.from(encodePush(push)))
    }).flat()
  return {
    fills: () => fills,
    before: () => void (ready = Array.from({ length: READY }, frames)),
    passes: READY,
    pass: () => ready.shift().forEach(receive),
  }
}

const sides = { ours: contestant(ours), theirs: contestant(theirs) }
// A machine in use has met all of its inputs, also in a brief run.
for (const side of Object.values(sides)) timed(side, WARM_UP_MS)
const results = interleave(sides)
const kept = ours.ledger()
assert.equal(ours.phase(), 'live')
assert.equal(String(kept.assets.get('MX').free), String(sides.ours.fills()))
assert.equal(exchange.balance.spot.MX.free, sides.theirs.fills())
const micros = (ms) => ((ms * 1_000) / (FILLS * 4)).toFixed(2)
printTable(
  ['a push of the account', 'spotdeck, µs', 'ccxt, µs', 'times ccxt'],
  [['machine step', micros(results.ours), micros(results.theirs), (results.theirs / results.ours).toFixed(2)]],
)
