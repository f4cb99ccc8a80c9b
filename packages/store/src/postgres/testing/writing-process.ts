/** A process that follows the lease of an account, and writes an order into its ledger every 20 ms while it holds it. */

import { decimal, zero } from '@spotdeck/exact'
import { type LedgerState, record, touchedRows } from '@spotdeck/ledger'
import { silentLog, sleep } from '@spotdeck/ports'
import { nodeMonotonic, nodeTimers } from '@spotdeck/ports/node'
import type { LedgerStore } from '../../port.ts'
import { LeaseKeeper } from '../../lease/keeper.ts'
import { Database } from '../database.ts'
import { postgresLeases } from '../leases.ts'
import { openPostgresStore } from '../postgres.ts'

const [url = '', account = '', holder = ''] = process.argv.slice(2)
let hasWritten = false
const say = (text: string): void => void process.stdout.write(`${text}\n`)
const database = await Database.open({ url })
const leases = postgresLeases(await Database.open({ url, maxConnections: 1, statementMs: 2_000 }), { account, holder })
const keeper = new LeaseKeeper({
  leases,
  monotonic: nodeMonotonic,
  timers: nodeTimers,
  log: silentLog,
  held: (token) => void write(token),
  lost: (why) => say(`lost ${why}`),
})

say('started')

async function write(token: number): Promise<void> {
  try {
    const identity = { account, host: 'api.mexc.com', user: '1' }
    const store = await openPostgresStore({ database, identity, newEpoch: 'abcdef0123456789', token })
    say(`held ${token}`)
    // The loop does not ask the keeper: the database alone ends it, as it would end a process that believes too long.
    for (let state = await store.load(); ;) state = await next(store, state, token)
  } catch (error) {
    say(`ended ${token} ${error instanceof Error && 'code' in error ? String(error.code) : String(error)}`)
    keeper.fenced(token)
  }
}

async function next(store: LedgerStore, state: LedgerState, token: number): Promise<LedgerState> {
  const at = state.n + 1
  const order = {
    ...({ orderId: `o${at}`, symbol: 'MXUSDT', side: 'BUY', type: 'LIMIT', status: 'NEW' } as const),
    ...{ price: decimal<'quote per base'>('2'), quantity: decimal<'base'>('9'), executedQuantity: zero<'base'>() },
    ...{ quoteQuantity: decimal<'quote'>('18'), executedQuoteQuantity: zero<'quote'>(), createdAt: at, updatedAt: at },
    clientOrderId: `token-${token}`,
  }
  const made = record(state, [{ time: at, source: 'stream', type: 'order.updated', order }], at)
  await store.commit({ events: made.events, rows: touchedRows(state, made.state, made.events) })
  if (!hasWritten) say(`wrote ${token}`)
  hasWritten = true
  await sleep({ timers: nodeTimers, ms: 20 })
  return made.state
}
