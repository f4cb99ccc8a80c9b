// A ledger on disk with a month of a bot: deals in even steps, and a sample of equity every minute.

import { diskStorage } from '@spotdeck/gateway'
import { EMPTY_STATE, record, touchedRows } from '@spotdeck/ledger'

const MINUTE_MS = 60_000
const DAYS = 30
const BATCH = 1_000

/** Writes the ledger of account `main` under `dataDir` and opens it; it begins at `begin`. */
export async function monthLedger(dataDir, { begin, deals }) {
  const storage = diskStorage(dataDir)
  await storage.take()
  const identity = { account: 'main', host: 'bench', user: 'bench' }
  const store = await storage.open({ identity, newEpoch: '3f2c09d1aaaaaaaa', key: 'bench' })
  let state = EMPTY_STATE
  const write = async (drafts) => {
    const next = record(state, drafts, begin + (DAYS + 1) * 86_400_000)
    await store.commit({ events: next.events, rows: touchedRows(state, next.state, next.events) })
    state = next.state
  }
  const status = { state: 'live', code: 'LIVE', params: {}, since: begin }
  await write([{ type: 'status.changed', time: begin, source: 'rest', status }])
  const everyMs = Math.floor((DAYS * 86_400_000) / deals)
  for (let first = 0; first < deals; first += BATCH) {
    const count = Math.min(BATCH, deals - first)
    await write(Array.from({ length: count }, (_, n) => dealAdded(first + n, begin + (first + n + 1) * everyMs)))
  }
  const rows = Array.from({ length: DAYS * 1_440 }, (_, n) => {
    const total = String(1_000 + ((n * 37) % 101))
    return { time: begin + n * MINUTE_MS, total, free: total, locked: '0', netDeposits: '1000' }
  })
  await store.saveEquity('minute', rows)
  return store
}

function dealAdded(id, time) {
  const deal = {
    orderId: `o${id}`,
    tradeId: `t${id}`,
    symbol: 'MXUSDT',
    baseAsset: 'MX',
    quoteAsset: 'USDT',
    side: id % 3 === 2 ? 'SELL' : 'BUY',
    price: '2',
    quantity: String(1 + (id % 5)),
    quoteQuantity: String((1 + (id % 5)) * (2 + (id % 7))),
    fee: '0.01',
    feeAsset: 'USDT',
    isMaker: id % 2 === 0,
    isSelfTrade: false,
    time,
  }
  return { type: 'deal.added', deal, namedBy: 'stream', time, source: 'stream' }
}
