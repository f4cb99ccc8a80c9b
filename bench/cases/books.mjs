// Order books: the same updates and snapshots through both.

import { notSynced, onSnapshot, onUpdate, snapshotOf, updateOf } from '@spotdeck/mexc'
import { parseAck } from '@spotdeck/wire'
import { decoded, depthFrame, settled, SYMBOL } from './stage.mjs'

const updateIn = (bytes) => updateOf(decoded(bytes).body.value)
const answer = (lastUpdateId, bids, asks) => ({ lastUpdateId, bids, asks, timestamp: 0 })

function oursAfter(snapshot, frames, before = []) {
  const waiting = before.map(updateIn).reduce(onUpdate, notSynced)
  return frames.map(updateIn).reduce(onUpdate, onSnapshot(waiting, snapshotOf(snapshot)))
}

function said(sync) {
  if (sync.phase === 'gap')
    return `says \`gap\` (${sync.why}), version ${sync.expected} expected: no book until a new snapshot fits`
  if (sync.phase === 'buffering') return 'waits for a snapshot'
  return `\`live\` at version ${sync.book.version}: bids ${shown(sync.book.top('bids', 5).map((l) => [l.price, l.quantity]))}, asks ${shown(sync.book.top('asks', 5).map((l) => [l.price, l.quantity]))}`
}

const shown = (levels) => levels.map(([price, quantity]) => `${quantity}@${price}`).join(' ') || 'none'

/** A book of ccxt's that has been loaded with the snapshot, and the frames after it. */
async function theirsAfter(stage, snapshot, frames, before = []) {
  const { exchange, client } = await stage.ccxt(() => ({ body: snapshot }))
  exchange.options.watchOrderBook = { ...exchange.options.watchOrderBook, snapshotDelay: before.length - 1 }
  const failed = []
  client.reject = (error) => failed.push(error)
  for (const bytes of before) exchange.handleMessage(client, bytes)
  await settled(() => failed.length > 0 || exchange.orderbooks[SYMBOL]?.nonce !== undefined)
  for (const bytes of frames) exchange.handleMessage(client, bytes)
  if (failed.length > 0) return `\`${failed[0].constructor.name}\`: ${failed[0].message}`
  return theirBook(exchange)
}

function theirBook(exchange) {
  const book = exchange.orderbooks[SYMBOL]
  if (book?.nonce === undefined) return 'no book yet'
  const side = (name) => shown([...book[name]].slice(0, 5))
  return `a book, nonce ${book.nonce}: bids ${side('bids')}, asks ${side('asks')}`
}

const ACK = { id: 1, code: 0, msg: 'spot@public.aggre.depth.v3.api.pb@100ms@MXUSDT' }
const START_BOOK = answer(100, [['2.49', '5']], [['2.51', '7']])
const FIRST = [depthFrame(100, 100), depthFrame(101, 101)]

export const books = [
  {
    title: 'An update is missing',
    about: 'Version 101 is applied; 102, which removed the ask at 2.51, never comes; 103 does.',
    run: async (stage) => {
      const later = [depthFrame(103, 103, { bids: [['2.48', '1']] })]
      const ours = oursAfter(START_BOOK, later, FIRST)
      return { ours: said(ours), ccxt: await theirsAfter(stage, START_BOOK, later, FIRST) }
    },
    sense: 'ccxt has no gap check: its book is wrong until the level changes again or the book is begun anew.',
  },
  {
    title: 'The snapshot falls inside an update',
    about:
      'An update of versions 98 to 104 sets the bid 2.50; the snapshot is of version 100 and does not have it yet.',
    run: async (stage) => {
      const before = [depthFrame(95, 97), depthFrame(98, 104, { bids: [['2.50', '3']] })]
      const snapshot = answer(100, [['2.49', '5']], [['2.51', '7']])
      const after = [depthFrame(105, 105)]
      return { ours: said(oursAfter(snapshot, after, before)), ccxt: await theirsAfter(stage, snapshot, after, before) }
    },
    sense: 'ccxt applies only updates that begin at or after the snapshot: the straddling one is lost.',
  },
  {
    title: 'The snapshot is older than what waits',
    about: 'Updates from version 110 on wait; the snapshot is of version 100.',
    run: async (stage) => {
      const before = [depthFrame(110, 110), depthFrame(111, 111)]
      return { ours: said(oursAfter(START_BOOK, [], before)), ccxt: await theirsAfter(stage, START_BOOK, [], before) }
    },
    alike: true,
    sense: 'Neither builds a book on it. ccxt asks a few times and then fails the call; Spotdeck asks on with backoff.',
  },
  {
    title: 'Three updates of a quiet pair',
    about: 'Three updates have come and a snapshot can be had.',
    run: async (stage) => {
      const frames = [101, 102, 103].map((version) => depthFrame(version, version))
      const { exchange, client, calls } = await stage.ccxt(() => ({ body: START_BOOK }))
      for (const bytes of frames) exchange.handleMessage(client, bytes)
      await settled()
      const asked = calls.filter((call) => call.path === '/api/v3/depth').length
      return {
        ours: said(oursAfter(START_BOOK, [], frames)),
        ccxt: `${theirBook(exchange)}; ${asked} snapshots asked for`,
      }
    },
    sense:
      'ccxt lets 25 updates wait before it asks, unless its option `snapshotDelay` says otherwise: a quiet pair has no book until then.',
  },
  {
    title: 'Versions go back',
    about: 'After 101 a node that is behind sends 90 and 91.',
    run: async (stage) => {
      const later = [depthFrame(102, 102), depthFrame(90, 90, { bids: [['2.49', '0']] })]
      return {
        ours: said(oursAfter(START_BOOK, later, FIRST)),
        ccxt: await theirsAfter(stage, START_BOOK, later, FIRST),
      }
    },
    sense:
      'Both refuse the old update. ccxt goes on waiting in silence; Spotdeck says that the book cannot be trusted.',
  },
  {
    title: 'A book that crosses itself',
    about: 'An update puts a bid at 2.52 over the ask at 2.51.',
    run: async (stage) => {
      const later = [depthFrame(102, 102, { bids: [['2.52', '1']] })]
      return {
        ours: said(oursAfter(START_BOOK, later, FIRST)),
        ccxt: await theirsAfter(stage, START_BOOK, later, FIRST),
      }
    },
    sense: 'No real book crosses: something was missed.',
  },
  {
    title: 'A level is removed, however zero is spelt',
    about: 'Quantity `0.00000000` at the bid 2.49.',
    run: async (stage) => {
      const later = [
        depthFrame(102, 102, {
          bids: [
            ['2.49', '0.00000000'],
            ['2.48', '4'],
          ],
        }),
      ]
      return {
        ours: said(oursAfter(START_BOOK, later, FIRST)),
        ccxt: await theirsAfter(stage, START_BOOK, later, FIRST),
      }
    },
    alike: true,
    sense: 'Both remove it.',
  },
  {
    title: 'The acknowledgement of a book',
    about: 'The server acknowledges `spot@public.aggre.depth.v3.api.pb@100ms@MXUSDT`.',
    run: async (stage) => {
      const { exchange, client } = await stage.ccxt()
      exchange.handleMessage(client, ACK)
      const ack = parseAck(JSON.stringify(ACK))
      return {
        ours: `acknowledged: ${ack.accepted.join(', ')}`,
        ccxt: `books of: ${Object.keys(exchange.orderbooks).join(', ')}`,
      }
    },
    sense: 'ccxt takes the wrong part of the name for the symbol and makes a book that nobody asked for; harmless.',
  },
]
