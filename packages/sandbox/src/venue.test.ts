import { createHmac } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, test } from 'vitest'
import { type StartOptions, type StartedSandbox, startSandbox } from './start-sandbox.ts'

const START = Date.UTC(2027, 0, 1)
const NAME = '币安人生USDT'
const MEME = { baseAsset: '币安人生', quoteAsset: 'USDT', price: '0.25', market: { volatility: '0' } }
const CAROL = { apiKey: 'mx0carol', secret: 'carols-secret' }
const READER = { apiKey: 'mx0carolreads', secret: 'carols-second', permissions: ['SPOT_ACCOUNT_READ'] }
const TIER = {
  name: 'vip',
  makerCommission: '0.001',
  takerCommission: '0.002',
  symbols: { MXUSDT: { takerCommission: '0' } },
}
const ACCOUNT = { uid: '20000001', feeTier: 'vip', balances: { USDT: '1000' }, keys: [CAROL, READER] }
const VENUE = { symbols: [MEME], feeTiers: [TIER], accounts: [ACCOUNT] }

const opened: StartedSandbox[] = []
const folders: string[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()))
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

async function start(venue: string | object | undefined, more: StartOptions = {}): Promise<StartedSandbox> {
  const given = venue === undefined ? {} : { venue }
  const sandbox = await startSandbox({ time: 'virtual', startAt: START, port: false, ...given, ...more })
  opened.push(sandbox)
  return sandbox
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'spotdeck-venue-'))
  folders.push(folder)
  return folder
}

async function call(sandbox: StartedSandbox, [method, path]: Call, values: object = {}, key: typeof CAROL = CAROL) {
  const query = new URLSearchParams({ ...values, timestamp: String(sandbox.now()) }).toString()
  const signature = createHmac('sha256', key.secret).update(query).digest('hex')
  const answer = await sandbox.fetch({
    method,
    url: `${sandbox.restUrl}/api/v3/${path}?${query}&signature=${signature}`,
    headers: { 'x-mexc-apikey': key.apiKey },
    timeoutMs: 5_000,
  })
  return { status: answer.status, body: JSON.parse(answer.body) as unknown }
}
type Call = readonly [method: 'GET' | 'POST' | 'DELETE', path: string]
const bodyOf = async (sandbox: StartedSandbox, path: string, values: object = {}) =>
  (await call(sandbox, ['GET', path], values)).body

describe('a venue of its own', () => {
  test('lists its symbol in every public answer and quotes it', async () => {
    const sandbox = await start(VENUE, { bots: true, demo: false, symbols: [NAME] })
    await sandbox.advance(65_000)
    const { symbols } = (await bodyOf(sandbox, 'exchangeInfo', { symbol: NAME })) as { symbols: unknown[] }
    expect(symbols).toMatchObject([
      { symbol: NAME, quoteAssetPrecision: 5, baseAsset: '币安人生', fullName: '币安人生' },
    ])
    expect(await bodyOf(sandbox, 'defaultSymbols')).toMatchObject({ data: [NAME] })
    expect(await bodyOf(sandbox, 'ticker/24hr', { symbol: NAME })).toMatchObject({ symbol: NAME })
    const { bids, asks } = (await bodyOf(sandbox, 'depth', { symbol: NAME })) as Record<'bids' | 'asks', string[][]>
    expect(bids.length).toBeGreaterThan(20)
    expect([Number(bids[0]?.[0]) < Number(asks[0]?.[0]), Number(bids[0]?.[0]) > 0.24]).toEqual([true, true])
    expect(((await bodyOf(sandbox, 'trades', { symbol: NAME })) as unknown[]).length).toBeGreaterThan(5)
    expect(((await bodyOf(sandbox, 'klines', { symbol: NAME, interval: '1m' })) as unknown[]).length).toBe(500)
  })

  test('makes its market as its settings say', async () => {
    const market = { volatility: '0', spread: '0.01', depth: 30, tradesPerMinute: 600, turnover: '14400000' }
    const sandbox = await start({ symbols: [{ ...MEME, market }] }, { bots: true, demo: false, symbols: [NAME] })
    const spreads: number[] = []
    for (let n = 0; n < 20; n++) {
      await sandbox.advance(1_000)
      const book = (await bodyOf(sandbox, 'ticker/bookTicker', { symbol: NAME })) as Record<
        'askPrice' | 'bidPrice',
        string
      >
      spreads.push((Number(book.askPrice) - Number(book.bidPrice)) / 0.25)
    }
    const middle = [...spreads].sort((a, b) => a - b)[10] ?? 0
    expect(middle).toBeGreaterThan(0.007)
    expect(middle).toBeLessThan(0.013)
    const { bids } = (await bodyOf(sandbox, 'depth', { symbol: NAME, limit: 1000 })) as { bids: unknown[] }
    expect(bids.length).toBeLessThanOrEqual(32)
    const minute = { startTime: START - 86_400_000, endTime: START }
    const rows = (await bodyOf(sandbox, 'klines', { symbol: NAME, interval: '1d', ...minute })) as string[][]
    expect(Number(rows[0]?.[7])).toBeGreaterThan(5_000_000)
    expect(Number(rows[0]?.[7])).toBeLessThan(40_000_000)
  })

  test('its accounts begin with their keys, balances and levels', async () => {
    const kyc = { ...ACCOUNT, kycStatus: '1', mxDeduct: true }
    const sandbox = await start({ ...VENUE, accounts: [kyc] })
    expect(await bodyOf(sandbox, 'kyc/status')).toEqual({ status: '1' })
    expect(await bodyOf(sandbox, 'mxDeduct/enable')).toMatchObject({ data: { mxDeductEnable: true } })
    expect(await bodyOf(sandbox, 'uid')).toEqual({ uid: '20000001' })
    expect(sandbox.truth(CAROL.apiKey).balances).toEqual({ USDT: { free: '1000', locked: '0' } })
    const refused = await call(sandbox, ['POST', 'order'], { symbol: NAME }, READER)
    expect(refused).toMatchObject({ status: 400, body: { code: 700007 } })
  })

  test("charges the account's own fees: those that are shown, locked and taken are the same", async () => {
    const sandbox = await start(VENUE, { bots: true, demo: false, symbols: [NAME, 'MXUSDT'] })
    expect(await bodyOf(sandbox, 'tradeFee', { symbol: NAME })).toMatchObject({
      data: { makerCommission: 0.001, takerCommission: 0.002 },
    })
    expect(await bodyOf(sandbox, 'tradeFee', { symbol: 'MXUSDT' })).toMatchObject({ data: { takerCommission: 0 } })
    const order = { symbol: NAME, side: 'BUY', type: 'LIMIT', price: '0.24', quantity: '1000' }
    const { orderId } = (await call(sandbox, ['POST', 'order'], order)).body as { orderId: string }
    expect(sandbox.truth(CAROL.apiKey).balances['USDT']).toEqual({ free: '759.76', locked: '240.24' })
    expect((await call(sandbox, ['DELETE', 'order'], { symbol: NAME, orderId })).status).toBe(200)
    await call(sandbox, ['POST', 'order'], { symbol: NAME, side: 'BUY', type: 'MARKET', quoteOrderQty: '100' })
    const { deals, balances } = sandbox.truth(CAROL.apiKey)
    expect(deals.length).toBeGreaterThan(0)
    for (const deal of deals) expect(Number(deal.fee)).toBeCloseTo(Number(deal.quoteQuantity) * 0.002, 12)
    expect(balances['USDT']?.locked).toBe('0')
  })

  test('its networks take deposits and withdrawals as their switches say', async () => {
    const open = { netWork: 'TRX', withdrawFee: '1', withdrawMin: '5', contract: 'TUsd', minConfirm: 3 }
    const closed = { netWork: 'ETH', depositEnable: false, withdrawEnable: false }
    const sandbox = await start({ ...VENUE, coins: [{ coin: 'USDT', networkList: [open, closed] }] })
    const coins = (await bodyOf(sandbox, 'capital/config/getall')) as { coin: string; networkList: unknown[] }[]
    expect(coins.find(({ coin }) => coin === 'USDT')?.networkList).toMatchObject([
      { netWork: 'TRX', contract: 'TUsd', minConfirm: 3, depositEnable: true, withdrawEnable: true },
      { netWork: 'ETH', depositEnable: false, withdrawEnable: false },
    ])
    const withdraw = (netWork: string) =>
      call(sandbox, ['POST', 'capital/withdraw'], { coin: 'USDT', amount: '10', address: 'x', netWork })
    expect((await withdraw('TRX')).status).toBe(200)
    expect((await withdraw('ETH')).body).toMatchObject({ code: 10211 })
    expect(await bodyOf(sandbox, 'capital/deposit/address', { coin: 'USDT', network: 'ETH' })).toMatchObject({
      code: 10216,
    })
    expect(await bodyOf(sandbox, 'capital/deposit/address', { coin: 'USDT' })).toHaveLength(1)
    expect(() => sandbox.deposit(CAROL.apiKey, 'NOPE', '1')).toThrow('There is no coin NOPE')
    sandbox.deposit(CAROL.apiKey, '币安人生', '5')
    expect(sandbox.truth(CAROL.apiKey).balances['币安人生']?.free).toBe('5')
  })

  test('its affiliates answer what the file says', async () => {
    const partner = {
      subaffiliateName: 'p',
      subaffiliateMail: 'p***@x',
      inviteCode: 'sub',
      activationTime: START - 1_000,
    }
    const affiliate = {
      ...{ inviteCode: 'ref-9', rate: '0.4', referrals: [{ uid: '70000009', daysAgo: 90 }], subaffiliates: [partner] },
      withdrawals: [{ withdrawTime: START - 1_000, asset: 'USDT', amount: '5.25' }],
    }
    const sandbox = await start({ accounts: [{ ...ACCOUNT, feeTier: undefined, affiliate }] }, {})
    const rows = async (path: string) =>
      ((await bodyOf(sandbox, `rebate/affiliate/${path}`)) as { data: { resultList: unknown[] } }).data.resultList
    expect(await rows('withdraw')).toEqual(affiliate.withdrawals)
    expect(await rows('commission')).toMatchObject([{ uid: '70000009', inviteCode: 'ref-9' }])
    expect(await rows('subaffiliates')).toMatchObject([{ subaffiliateName: 'p', registered: 0 }])
    expect(await bodyOf(sandbox, 'rebate/referCode')).toEqual({ referCode: 'ref-9' })
  })
})

describe('an API key', () => {
  test('that is frozen is refused with a code of its own until it is valid again, as its status tells', async () => {
    const sandbox = await start(VENUE, { symbols: [NAME] })
    sandbox.freezeKey(READER.apiKey)
    expect(await call(sandbox, ['GET', 'account'], {}, READER)).toMatchObject({ status: 400, body: { code: 60005 } })
    expect(await bodyOf(sandbox, 'apiKeyInfo', { accessKey: READER.apiKey })).toMatchObject({ status: 'FROZEN' })
    expect((await call(sandbox, ['GET', 'account'])).status).toBe(200)
    sandbox.freezeKey(READER.apiKey, false)
    expect((await call(sandbox, ['GET', 'account'], {}, READER)).status).toBe(200)
    sandbox.revokeKey(READER.apiKey)
    expect((await call(sandbox, ['GET', 'account'], {}, READER)).body).toMatchObject({ code: 10072 })
    expect(await bodyOf(sandbox, 'apiKeyInfo', { accessKey: READER.apiKey })).toMatchObject({ status: 'DELETE' })
    expect(() => sandbox.freezeKey(READER.apiKey, false)).toThrow('No account has this API key')
  })

  test.each(['ended', 'kept'] as const)(
    'that is revoked leaves its streams %s, and those of the other keys',
    async (choice) => {
      const sandbox = await start(VENUE, { symbols: [NAME], switches: { revokedKeyStreams: choice } })
      const second = { apiKey: 'mx0carolthird', secret: 'carols-third' }
      sandbox.createAccount({ ...second, account: '20000001' })
      const states = [CAROL, second].map(() => ({ isOpen: false, isClosed: false }))
      for (const [n, key] of [CAROL, second].entries()) {
        const { listenKey } = (await call(sandbox, ['POST', 'userDataStream'], {}, key)).body as { listenKey: string }
        const state = states[n] ?? { isOpen: false, isClosed: false }
        sandbox.openSocket(`${sandbox.wsUrl}?listenKey=${listenKey}`, {
          opened: () => (state.isOpen = true),
          message: () => undefined,
          closed: () => (state.isClosed = true),
        })
        await expect.poll(() => state.isOpen).toBe(true)
      }
      sandbox.revokeKey(CAROL.apiKey)
      await expect.poll(() => states[0]?.isClosed).toBe(choice === 'ended')
      expect(states[1]?.isClosed).toBe(false)
    },
  )
})

describe('a folder', () => {
  test('goes on with its venue, with and without the file, and keeps keys that were revoked', async () => {
    const dataDir = newFolder()
    const first = await start(VENUE, { dataDir })
    sandboxTrades(first)
    first.revokeKey(READER.apiKey)
    await first.close()
    for (const venue of [VENUE, undefined]) {
      const again = await start(venue, { dataDir, startAt: START + 60_000 })
      expect(again.truth(CAROL.apiKey).balances['币安人生']).toEqual({ free: '7', locked: '0' })
      expect((await call(again, ['GET', 'account'], {}, READER)).body).toMatchObject({ code: 10072 })
      expect(await bodyOf(again, 'tradeFee', { symbol: NAME })).toMatchObject({ data: { takerCommission: 0.002 } })
      await again.close()
    }
  })

  test('takes a venue that has more, and refuses one that leaves out what an account has', async () => {
    const dataDir = newFolder()
    const first = await start(VENUE, { dataDir })
    sandboxTrades(first)
    await first.close()
    const finer = { ...VENUE, symbols: [{ ...MEME, digits: { price: 6 } }] }
    for (const [venue, reason] of [
      [{}, 'account 20000001 has 币安人生, which would be gone'],
      [finer, `priceDigits of ${NAME} was 5 and would be 6`],
    ] as const) {
      await expect(start(venue, { dataDir })).rejects.toMatchObject({
        code: 'SANDBOX_VENUE_MISMATCH',
        message: expect.stringContaining(reason) as unknown,
      })
    }
    const more = { ...VENUE, symbols: [MEME, { baseAsset: 'NEW', quoteAsset: 'USDT', price: '3' }] }
    const again = await start(more, { dataDir, startAt: START + 60_000 })
    expect(await bodyOf(again, 'ticker/price', { symbol: 'NEWUSDT' })).toMatchObject({ symbol: 'NEWUSDT' })
  })

  function sandboxTrades(sandbox: StartedSandbox): void {
    sandbox.deposit(CAROL.apiKey, '币安人生', '7')
  }
})

describe('the panel', () => {
  const panel = async (sandbox: StartedSandbox, path: string, body?: object) => {
    const headers = { 'content-type': 'application/json' }
    const post = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) }
    const answer = await fetch(`${sandbox.restUrl}/sandbox/${path}`, post)
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }

  test('adds a symbol to a running exchange, and accounts go on', async () => {
    const sandbox = await start({ accounts: [{ ...ACCOUNT, feeTier: undefined }] }, { port: 0 })
    expect(await panel(sandbox, 'venue', { symbols: [MEME] })).toMatchObject({ status: 200 })
    const { venue } = (await panel(sandbox, 'venue')).body as { venue: { symbols: { symbol: string }[] } }
    expect(venue.symbols.at(-1)).toMatchObject({ symbol: NAME, digits: { price: 5 } })
    expect(sandbox.truth(CAROL.apiKey).balances).toEqual({ USDT: { free: '1000', locked: '0' } })
    const closed = await panel(sandbox, `symbols/${encodeURIComponent(NAME)}`, { apiTrading: false })
    expect(closed.body).toMatchObject({ symbol: NAME, apiTrading: false })
  })

  test('refuses what is wrong or does not fit, and nothing changes', async () => {
    const sandbox = await start(VENUE, { port: 0 })
    sandbox.deposit(CAROL.apiKey, '币安人生', '1')
    expect(await panel(sandbox, 'venue', { symbols: [{ ...MEME, price: '0' }] })).toMatchObject({
      status: 400,
      body: { code: 'VENUE_INVALID', message: expect.stringContaining('The venue: symbols[0].price: ') as unknown },
    })
    expect(await panel(sandbox, 'venue', { symbols: [] })).toMatchObject({
      status: 409,
      body: { code: 'VENUE_MISMATCH' },
    })
    expect(JSON.stringify(sandbox.venue())).toContain(NAME)
    expect((await panel(sandbox, 'venue?reset=true', { symbols: [] })).status).toBe(200)
    expect(JSON.stringify(sandbox.venue())).not.toContain(NAME)
    expect(() => sandbox.truth(CAROL.apiKey)).toThrow('No account has this API key')
  })

  test('keeps the venue over a reset, and goes back to the venue of a snapshot', async () => {
    const sandbox = await start(VENUE, { port: 0 })
    const kept = sandbox.snapshot()
    await sandbox.changeVenue({ symbols: [MEME, { baseAsset: 'NEW', quoteAsset: 'USDT', price: '3' }] })
    await panel(sandbox, 'reset', {})
    expect(JSON.stringify(sandbox.venue())).toContain('NEWUSDT')
    sandbox.restore(kept.id)
    expect(JSON.stringify(sandbox.venue())).not.toContain('NEWUSDT')
    expect((await call(sandbox, ['GET', 'account'])).status).toBe(200)
  })

  test('shows keys with their status, and serves the schema', async () => {
    const sandbox = await start(VENUE, { port: 0 })
    expect((await panel(sandbox, `accounts/${CAROL.apiKey}/freeze`, {})).body).toEqual({
      apiKey: CAROL.apiKey,
      status: 'FROZEN',
    })
    const { accounts } = (await panel(sandbox, 'accounts')).body as { accounts: object[] }
    expect(accounts).toContainEqual(expect.objectContaining({ apiKey: CAROL.apiKey, status: 'FROZEN' }))
    expect(JSON.stringify(await panel(sandbox, 'venue'))).not.toContain(CAROL.secret)
    expect((await panel(sandbox, 'venue.schema.json')).body).toMatchObject({ properties: { symbols: {} } })
  })
})

describe('a start', () => {
  test('with a venue that is wrong says where, as a file too', async () => {
    const file = join(newFolder(), 'venue.json')
    writeFileSync(file, '{"symbols": [{"digits": {"price": "2"}}]}')
    await expect(start(file)).rejects.toMatchObject({
      code: 'SANDBOX_BAD_VENUE',
      message: expect.stringContaining(`${file}: symbols[0].digits.price: `) as unknown,
    })
    await expect(start(VENUE, { symbols: ['NOPE'] })).rejects.toMatchObject({ code: 'SANDBOX_UNKNOWN_SYMBOL' })
    const scenario = { steps: [{ atMs: 0, do: 'price', symbol: NAME, percent: 1 }] }
    await expect(start({}, { scenario })).rejects.toMatchObject({ code: 'SANDBOX_BAD_SCENARIO' })
    await start(VENUE, { scenario })
  })

  test('at a given time and seed is the same each time', async () => {
    const run = async (): Promise<string> => {
      const sandbox = await start(VENUE, { bots: true, demo: false, seed: 'again', symbols: [NAME] })
      const texts: unknown[] = []
      for (let n = 0; n < 3; n++) {
        await sandbox.advance(900)
        texts.push(await bodyOf(sandbox, 'depth', { symbol: NAME }), await bodyOf(sandbox, 'trades', { symbol: NAME }))
        await call(sandbox, ['POST', 'order'], { symbol: NAME, side: 'BUY', type: 'MARKET', quoteOrderQty: '10' })
      }
      texts.push(sandbox.truth(CAROL.apiKey), sandbox.venue(), sandbox.createAccount())
      await sandbox.close()
      return JSON.stringify(texts)
    }
    const first = await run()
    expect(await run()).toBe(first)
    expect(first).toContain(`"symbol":"${NAME}"`)
  })

  test('runs the example of the documentation', async () => {
    const sandbox = await start(fileURLToPath(new URL('../../../examples/venue.json', import.meta.url)), {
      bots: true,
      demo: false,
    })
    await sandbox.advance(2_000)
    const { symbols } = (await bodyOf(sandbox, 'exchangeInfo', { symbols: `${NAME},ACMEEURX,MXUSDT,DOGEUSDT` })) as {
      symbols: object[]
    }
    expect(symbols).toMatchObject([
      { symbol: NAME, isSpotTradingAllowed: true },
      {
        symbol: 'ACMEEURX',
        quoteAssetPrecision: 3,
        baseAssetPrecision: 1,
        quoteAmountPrecision: '5',
        orderTypes: ['LIMIT', 'LIMIT_MAKER'],
      },
      { symbol: 'MXUSDT', takerCommission: '0.001' },
      { symbol: 'DOGEUSDT', isSpotTradingAllowed: false },
    ])
    expect(await bodyOf(sandbox, 'kyc/status')).toEqual({ status: '2' })
    const frozen = { apiKey: 'mx0carolfrozen', secret: 'carols-third' }
    expect((await call(sandbox, ['GET', 'account'], {}, frozen)).body).toMatchObject({ code: 60005 })
    const { price } = (await bodyOf(sandbox, 'ticker/price', { symbol: 'ACMEEURX' })) as { price: string }
    const limit = (Number(price) * 1.02).toFixed(3)
    const buy = { symbol: 'ACMEEURX', side: 'BUY', type: 'IMMEDIATE_OR_CANCEL', quantity: '2', price: limit }
    expect((await call(sandbox, ['POST', 'order'], buy)).status).toBe(200)
    const [deal] = sandbox.truth(CAROL.apiKey).deals
    expect([deal?.feeAsset, Number(deal?.quoteQuantity) > 10]).toEqual(['EURX', true])
  })

  test('runs the three lines of the guide', async () => {
    const guide = readFileSync(new URL('../../../docs/sandbox.md', import.meta.url), 'utf8')
    const [, text = ''] = /```json\n(\{ "symbols": \[[^`]*)```/.exec(guide) ?? []
    expect(text.trim().split('\n')).toHaveLength(3)
    const sandbox = await start(JSON.parse(text) as object)
    expect(await bodyOf(sandbox, 'ticker/price', { symbol: NAME })).toMatchObject({ symbol: NAME })
  })
})
