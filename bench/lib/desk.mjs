// A desk that commits what it is told to and keeps nothing else, behind a real edge on a port of its own.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEdge } from '@spotdeck/edge'
import { openAccess } from '@spotdeck/desk/access'
import { silentLog } from '@spotdeck/ports'
import { nodeClock, nodeRandom, nodeTimers } from '@spotdeck/ports/node'

export const EPOCH = '3f2c09d1aaaaaaaa'
const world = { clock: nodeClock, timers: nodeTimers, random: nodeRandom, log: silentLog }

/** One update of an order, some 500 bytes as JSON. `mark` travels in its client id. */
export function orderEvent(seq, mark) {
  const data = {
    orderId: `C02__${String(seq).padStart(18, '0')}`,
    clientOrderId: mark,
    symbol: 'MXUSDT',
    side: 'BUY',
    type: 'LIMIT',
    status: 'PARTIALLY_FILLED',
    price: '2.4913',
    quantity: '120.5',
    executedQuantity: '60.25',
    remainingQuantity: '60.25',
    quoteQuantity: '300.2016',
    executedQuoteQuantity: '150.1008',
    averagePrice: '2.4913',
    createdAt: 1736417034281,
    updatedAt: 1736417034281,
  }
  return {
    account: 'main',
    epoch: EPOCH,
    seq,
    time: 1736417034281,
    topic: 'orders',
    type: 'order.updated',
    source: 'stream',
    data,
  }
}

/** `reports`: the reports of its account that a bench asks for. */
export function benchDesk(reports = {}, guestReports = reports) {
  const events = []
  const listeners = new Set()
  const head = () => ({ epoch: EPOCH, seq: events.length })
  const status = { state: 'live', code: 'LIVE', params: {}, since: 0 }
  const account = {
    id: 'main',
    isFollowedHere: true,
    archivedSeq: 0,
    reports,
    guestReports,
    info: () => ({ id: 'main', label: 'Bench', trading: false, status }),
    head,
    eventsAfter: async ({ seq }, limit) => ({ kind: 'events', events: events.slice(seq, seq + limit) }),
  }
  return {
    now: () => Date.now(),
    accounts: () => [account.info()],
    account: (id) => (id === 'main' ? account : undefined),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    markets: () => [],
    notices: () => [],
    vitals: () => ({ accounts: [], callsWaiting: 0 }),
    watch: () => () => undefined,
    /** Durable at once, and told to everybody: what the ledger does after a commit. */
    commit(marks, topic = 'orders') {
      const type = topic === 'orders' ? 'order.updated' : 'deal.added'
      const fresh = marks.map((mark, n) => ({ ...orderEvent(events.length + n + 1, mark), topic, type }))
      events.push(...fresh)
      for (const listener of listeners) listener({ kind: 'durable', account: 'main', head: head(), events: fresh })
    },
  }
}

/** The edge over it, and a token to read it with. */
export async function openBenchEdge(desk, extra = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'spotdeck-bench-'))
  const edge = await openEdge({ desk, world, config: { host: '127.0.0.1', port: 0, sandbox: true, dataDir, ...extra } })
  const access = openAccess(dataDir, world)
  const token = access.createToken({ audience: 'owner', accounts: 'all' }).secret
  access.close()
  const close = () => edge.close().finally(() => rmSync(dataDir, { recursive: true, force: true }))
  return { edge, token, close }
}

export const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1]
export const quantile = (list, q) =>
  list.toSorted((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * q))]
