import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decimal } from '@spotdeck/exact'
import { DAY_MS, silentLog } from '@spotdeck/ports'
import { VirtualTime, seededRandom } from '@spotdeck/ports/virtual'
import { PERMISSIONS } from '@spotdeck/wire'
import { afterEach, describe, expect, test } from 'vitest'
import { openExchangeServices } from '../exchange-services.ts'
import { DEMO_ACCOUNT, DEMO_CREDENTIALS } from '../venue/access/keys.ts'
import { reachAt } from '../venue/contract/reach.ts'
import { NO_RECORDS } from '../venue/contract/records.ts'
import { symbolsNamed } from '../venue/listing/symbols.ts'
import { openStores } from './data-dir.ts'
import { DEFAULT_SWITCHES } from '../switches.ts'
import { MemoryStore } from './memory-store.ts'
import { openSqliteStore } from './sqlite-store.ts'
import type { VenueStore } from './store.ts'

const folders: string[] = []
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-store-'))
  folders.push(folder)
  return folder
}
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })))

const START = 1_790_000_000_000

function open(store: VenueStore, now = START) {
  const time = new VirtualTime(now)
  const house = openExchangeServices({
    switches: DEFAULT_SWITCHES,
    store,
    symbols: symbolsNamed(['MXUSDT', 'BTCUSDT']),
    seed: 5,
    clock: time,
    timers: time,
    random: seededRandom(now),
    log: silentLog,
  })
  return { house, time }
}

/** The same promises for every store: `reopen` closes it and opens what it left behind. */
function storeContract(make: () => { store: VenueStore; reopen: () => VenueStore }): void {
  test('is empty at first', () => {
    const { store } = make()
    expect(store.load()).toEqual({ accounts: new Map(), keys: [], listenKeys: [], wallet: [], records: NO_RECORDS })
    store.close()
  })

  test('has every balance, order, deal, key, listen key, wallet row and setting after a restart', () => {
    const { store, reopen } = make()
    const { house } = open(store)
    const { exchange } = house
    const bob = house.subAccounts.nextAccount()
    const key = {
      apiKey: 'mx0bob',
      secret: 'bobs-own-secret',
      account: bob,
      permissions: PERMISSIONS,
      note: '',
      createdAt: START,
      ipWhiteList: [],
      builtIn: false,
    }
    house.keys.put(key)
    house.wallet.deposit(bob, 'MX', decimal('100.000000000000000001'), START)
    exchange.setMxDeduct(bob, true)
    const listenKey = house.listenKeys.create(bob)
    const order = { symbol: 'MXUSDT', type: 'LIMIT', price: decimal<'quote per base'>('2.5'), time: START } as const
    exchange.place({ ...order, account: bob, side: 'SELL', quantity: decimal('10'), clientOrderId: 'bob-1' })
    exchange.place({ ...order, account: DEMO_ACCOUNT, side: 'BUY', quantity: decimal('4') })
    exchange.place({ ...order, account: DEMO_ACCOUNT, side: 'BUY', quantity: decimal('3'), price: decimal('2.4') })

    const { house: after } = open(reopen(), START + 1_000)
    for (const account of [bob, DEMO_ACCOUNT]) {
      expect(after.exchange.balances(account)).toEqual(exchange.balances(account))
      expect(after.exchange.orders(account, 'MXUSDT')).toEqual(exchange.orders(account, 'MXUSDT'))
      expect(after.exchange.deals(account, 'MXUSDT')).toEqual(exchange.deals(account, 'MXUSDT'))
      expect(after.exchange.openOrders(account)).toEqual(exchange.openOrders(account))
    }
    expect(after.exchange.mxDeduct(bob)).toBe(true)
    expect(after.keys.find('mx0bob')).toEqual(key)
    expect(after.listenKeys.accountOf(listenKey ?? '', START + 1_000)).toBe(bob)
    expect(after.wallet.rows(bob, 'deposit')).toEqual(house.wallet.rows(bob, 'deposit'))
    expect(after.wallet.rows(DEMO_ACCOUNT, 'deposit')).toHaveLength(house.wallet.rows(DEMO_ACCOUNT, 'deposit').length)
    expect(after.seed).toBe('5')
  })

  test('a stored snapshot is complete after a restart, whatever happened to the state', () => {
    const { store, reopen } = make()
    const { house } = open(store)
    house.wallet.deposit('7', 'MX', decimal('100'), START)
    const order = { symbol: 'MXUSDT', type: 'LIMIT', price: decimal<'quote per base'>('2.5'), time: START } as const
    house.exchange.place({ ...order, account: '7', side: 'SELL', quantity: decimal('10') })
    const stored = store.load()
    for (const id of ['one', 'two']) store.keepSnapshot(id, START)
    store.dropSnapshot('two')
    store.dropSnapshot('never')
    store.replace({ accounts: new Map(), keys: [], listenKeys: [], wallet: [], records: NO_RECORDS })
    const after = reopen()
    expect(after.load().accounts.size).toBe(0)
    expect(after.snapshots()).toEqual([{ id: 'one', time: START, accounts: 3, orders: 1, deals: 0 }])
    expect(after.snapshot('two')).toBeUndefined()
    expect(after.snapshot('one')).toEqual(stored)
    after.replace(after.snapshot('one') ?? stored)
    const { house: again } = open(after, START + 1_000)
    expect(again.exchange.openOrders('7')).toMatchObject([{ quantity: '10', status: 'NEW' }])
    expect(again.exchange.balances('7').get('MX')).toEqual({ free: '90', locked: '10' })
  })

  test('a start reads what calls reach, and the history stays complete', () => {
    const { store, reopen } = make()
    const { house } = open(store)
    const { exchange, wallet } = house
    const order = { symbol: 'MXUSDT', type: 'LIMIT', price: decimal<'quote per base'>('2.5'), time: START } as const
    wallet.deposit('7', 'MX', decimal('100'), START)
    const sell = (time: number, clientOrderId: string) =>
      exchange.place({ ...order, account: '7', side: 'SELL', quantity: decimal('4'), time, clientOrderId })
    sell(START, 'filled')
    exchange.place({ ...order, account: DEMO_ACCOUNT, side: 'BUY', quantity: decimal('4') })
    sell(START, 'open')
    sell(START + 5 * DAY_MS, 'late')
    exchange.cancel('7', 'MXUSDT', { clientOrderId: 'late' }, START + 6 * DAY_MS)
    const names = (orders: readonly { readonly clientOrderId?: string }[]) => orders.map((one) => one.clientOrderId)
    const emitted = store.historyOf('7')
    expect([names(emitted.orders), emitted.deals.length]).toEqual([['filled', 'open', 'late'], 1])

    const again = reopen()
    expect(again.historyOf('7')).toEqual(emitted)
    expect(again.historyOf('8')).toEqual({ orders: [], deals: [] })
    expect([again.hasOrders('7'), again.hasOrders('8')]).toEqual([true, false])
    const { house: after } = open(again, START + 10 * DAY_MS)
    expect(names(after.exchange.orders('7', 'MXUSDT'))).toEqual(['late', 'open'])
    expect(after.exchange.deals('7', 'MXUSDT')).toHaveLength(1)
    expect(names(open(again, START + 40 * DAY_MS).house.exchange.orders('7', 'MXUSDT'))).toEqual(['open'])
    expect(open(again, START + 40 * DAY_MS).house.exchange.deals('7', 'MXUSDT')).toEqual([])
  })

  test('what is forgotten while running is what a start would not read', () => {
    const { store } = make()
    const { house } = open(store)
    const { exchange } = house
    const order = { symbol: 'MXUSDT', type: 'LIMIT', price: decimal<'quote per base'>('2.5'), side: 'BUY' } as const
    const place = (time: number, clientOrderId: string) =>
      exchange.place({ ...order, account: DEMO_ACCOUNT, quantity: decimal('4'), time, clientOrderId })
    place(START, 'old')
    exchange.cancel(DEMO_ACCOUNT, 'MXUSDT', { clientOrderId: 'old' }, START + 1)
    place(START + DAY_MS, 'open')
    exchange.forgetPast(reachAt(START + 7 * DAY_MS))
    expect(exchange.orders(DEMO_ACCOUNT, 'MXUSDT')).toHaveLength(2)
    exchange.forgetPast(reachAt(START + 8 * DAY_MS))
    expect(exchange.orders(DEMO_ACCOUNT, 'MXUSDT').map((one) => one.clientOrderId)).toEqual(['open'])
    expect(exchange.order(DEMO_ACCOUNT, 'MXUSDT', { clientOrderId: 'old' })).toBeUndefined()
    expect(store.historyOf(DEMO_ACCOUNT).orders).toHaveLength(2)
    store.close()
  })

  test('open orders keep their queue position after a restart', () => {
    const { store, reopen } = make()
    const { house } = open(store)
    house.wallet.deposit('7', 'MX', decimal('100'), START)
    const order = { symbol: 'MXUSDT', type: 'LIMIT', price: decimal<'quote per base'>('2.5'), time: START } as const
    const first = house.exchange.place({ ...order, account: '7', side: 'SELL', quantity: decimal('10') })
    house.exchange.place({ ...order, account: DEMO_ACCOUNT, side: 'SELL', quantity: decimal('10') })
    house.exchange.place({ ...order, account: DEMO_ACCOUNT, side: 'BUY', quantity: decimal('4') })
    const { house: after } = open(reopen(), START + 1_000)
    expect(after.exchange.book('MXUSDT', 5).asks).toEqual([{ price: '2.5', quantity: '16' }])
    const ids = new Set(after.exchange.orders('7', 'MXUSDT').map((one) => one.orderId))
    const taker = after.exchange.place({
      ...order,
      account: DEMO_ACCOUNT,
      side: 'BUY',
      quantity: decimal('6'),
      time: 0,
    })
    expect(taker).toMatchObject({ ok: true, order: { status: 'FILLED' } })
    expect(taker.ok && ids.has(taker.order.orderId)).toBe(false)
    const orderId = first.ok ? first.order.orderId : ''
    expect(after.exchange.order('7', 'MXUSDT', { orderId })).toMatchObject({ status: 'FILLED', executedQuantity: '10' })
    expect(after.exchange.balances('7').get('MX')).toEqual({ free: '90', locked: '0' })
  })

  test('stores sub-accounts, groups and switches, drops removed keys, and can be restored', () => {
    const { store, reopen } = make()
    const { house } = open(store)
    const sub = house.subAccounts.create(DEMO_ACCOUNT, { name: 'desk7grid01', note: 'grid' }, START)
    const group = house.groups.create(DEMO_ACCOUNT, 'desk7', START)
    house.groups.setAccounts(group, [DEMO_ACCOUNT, sub.account], START)
    const gone = house.groups.create(DEMO_ACCOUNT, 'gone', START)
    house.groups.remove(gone)
    house.symbolSwitches.add({ symbol: 'MXUSDT', apiTrading: false, at: START })
    const common = { permissions: [], note: '', createdAt: START, ipWhiteList: [], builtIn: false }
    house.keys.put({ apiKey: 'mx0old', secret: 'an-old-secret', account: sub.account, ...common })
    house.keys.remove('mx0old')
    house.symbolSwitches.close()

    const kept = reopen()
    const { house: after } = open(kept, START + 1_000)
    expect(after.subAccounts.named(DEMO_ACCOUNT, 'desk7grid01')).toEqual(sub)
    expect(after.groups.of(DEMO_ACCOUNT)).toMatchObject([{ name: 'desk7', accounts: [DEMO_ACCOUNT, sub.account] }])
    expect(after.groups.together(DEMO_ACCOUNT, sub.account)).toBe(true)
    expect(after.exchange.rules.get('MXUSDT')?.apiTrading).toBe(false)
    expect(after.keys.find('mx0old')).toBeUndefined()
    const moment = kept.load()
    after.wallet.deposit(sub.account, 'USDT', decimal('5'), START)
    kept.replace(moment)
    expect(kept.load()).toEqual(moment)
  })

  test('does not keep a deleted listen key', () => {
    const { store, reopen } = make()
    const { house } = open(store)
    const listenKey = house.listenKeys.create(DEMO_ACCOUNT) ?? ''
    house.listenKeys.remove(DEMO_ACCOUNT, listenKey)
    expect(reopen().load().listenKeys).toEqual([])
  })
}

describe('the memory store', () => {
  storeContract(() => {
    const store = new MemoryStore()
    return { store, reopen: () => store }
  })
})

describe('the SQLite store', () => {
  storeContract(() => {
    const path = join(newFolder(), 'venue.db')
    const store = openSqliteStore(path)
    return {
      store,
      reopen() {
        store.close()
        return openSqliteStore(path)
      },
    }
  })

  test('never writes a built-in secret', () => {
    const folder = newFolder()
    const store = openSqliteStore(join(folder, 'venue.db'))
    const { house } = open(store)
    const demo = house.keys.find(DEMO_CREDENTIALS.apiKey)
    if (demo !== undefined) house.keys.put({ ...demo, note: 'edited' })
    store.close()
    const bytes = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'))
    expect(bytes.join('')).not.toContain(DEMO_CREDENTIALS.secret)
  })
})

test('says what to do when the folder cannot be written, is in use, or holds something else', () => {
  const folder = newFolder()
  writeFileSync(join(folder, 'file'), 'not a folder')
  expect(() => openStores(join(folder, 'file', 'data'))).toThrow(
    expect.objectContaining({ code: 'SANDBOX_DATA_UNWRITABLE' }),
  )
  expect(readdirSync(folder)).toEqual(['file'])
  const stores = openStores(folder)
  expect(() => openStores(folder)).toThrow(expect.objectContaining({ code: 'SANDBOX_DATA_IN_USE' }))
  stores.close()
  openStores(folder).close()
  const other = newFolder()
  writeFileSync(join(other, 'venue.db'), 'x'.repeat(5_000))
  expect(() => openStores(other)).toThrow(expect.objectContaining({ code: 'SANDBOX_DATA_BROKEN' }))
})

describe('the files of a sandbox', () => {
  test('belong to their owner alone while they are open, new or left by an earlier version', () => {
    const dataDir = join(newFolder(), 'sandbox')
    const before = process.umask(0)
    try {
      const modes = (): string[] => {
        const stores = openStores(dataDir)
        open(stores.venue)
        const files = readdirSync(dataDir).map((name) => [name, statSync(join(dataDir, name)).mode & 0o777] as const)
        stores.close()
        expect(files.map(([name]) => name)).toEqual(
          expect.arrayContaining(['venue.db', 'venue.db-wal', 'market.db', 'lock.db']),
        )
        return [
          ...new Set(files.filter(([, mode]) => (mode & 0o077) !== 0).map(([name]) => name)),
          ...((statSync(dataDir).mode & 0o077) === 0 ? [] : ['the folder']),
        ]
      }
      expect(modes()).toEqual([])
      chmodSync(dataDir, 0o755)
      for (const name of readdirSync(dataDir)) chmodSync(join(dataDir, name), 0o644)
      expect(modes()).toEqual([])
    } finally {
      process.umask(before)
    }
  })

  test('never close a folder that holds something else', () => {
    const folder = join(newFolder(), 'shared')
    mkdirSync(folder, { mode: 0o755 })
    openStores(folder).close()
    expect(statSync(folder).mode & 0o777).toBe(0o755)
  })
})
