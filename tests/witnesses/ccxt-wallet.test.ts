/** The wallet's methods and the streams that can be left: ccxt and our entry of its name on one sandbox. */

import ours from '@spotdeck/mexc/ccxt'
import ccxt from 'ccxt'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CcxtPair, type Exchange, known, openPair, SYMBOL } from './ccxt-pair.ts'

let pair: CcxtPair

beforeAll(async () => {
  pair = await openPair()
  await fetch(`${pair.sandbox.url}/sandbox/accounts/${pair.sandbox.demo.apiKey}/deposit`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ asset: 'USDT', amount: '12.5' }),
  })
  await pair.theirs.withdraw('USDT', 40, 'T1', undefined, { network: 'TRC20' })
  await pair.theirs.transfer('USDT', 10, 'spot', 'swap')
})

afterAll(() => pair.close())

const TO_FUTURES = { fromAccountType: 'SPOT', toAccountType: 'FUTURES' }

/** ccxt writes a network by its code in some structures and as MEXC shows it in others; this entry by ccxt's code. */
const inOneCode = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replaceAll(/"(?:[\w ]+\((\w+)\)|BSC(?=":))"/g, (_, code = 'BEP20') => `"${code}"`))

describe('a caller of ccxt', () => {
  it.each([
    ['fetchCurrencies', (exchange: Exchange) => exchange.fetchCurrencies(), ['active', 'fees', 'limits']],
    ['fetchTransactionFees', (exchange: Exchange) => exchange.fetchTransactionFees(['USDT', 'MX']), []],
    ['fetchTransactionFee', (exchange: Exchange) => exchange.fetchTransactionFee('USDT'), []],
    ['fetchDepositWithdrawFees', (exchange: Exchange) => exchange.fetchDepositWithdrawFees(['USDT', 'MX']), []],
    ['fetchDepositWithdrawFee', (exchange: Exchange) => exchange.fetchDepositWithdrawFee('USDT'), []],
    ['fetchDeposits', (exchange: Exchange) => exchange.fetchDeposits('USDT'), []],
    ['fetchDeposits of all', (exchange: Exchange) => exchange.fetchDeposits(), []],
    ['fetchWithdrawals', (exchange: Exchange) => exchange.fetchWithdrawals('USDT'), []],
    ['fetchDepositAddress', (exchange: Exchange) => exchange.fetchDepositAddress('USDT', { network: 'TRC20' }), []],
    ['fetchDepositAddressesByNetwork', (exchange: Exchange) => exchange.fetchDepositAddressesByNetwork('USDT'), []],
    ['fetchTransfers', (exchange: Exchange) => exchange.fetchTransfers('USDT', undefined, 10, TO_FUTURES), []],
  ] as const)('gets the same from %s', async (_name, call, but) => {
    const { theirs, own } = await pair.both(call, ...but)
    expect(own).toEqual(inOneCode(theirs))
    expect(JSON.stringify(own).length).toBeGreaterThan(2)
  })

  it('moves money between accounts, and finds the transfer', async () => {
    const { own, theirs } = pair
    const moved = await own.transfer('USDT', 5, 'spot', 'swap')
    expect(moved).toMatchObject({ currency: 'USDT', amount: 5, fromAccount: 'spot', toAccount: 'swap' })
    expect(known(await own.fetchTransfer(moved.id))).toEqual(known(await theirs.fetchTransfer(moved.id)))
    expect((await own.fetchTransfers('USDT', undefined, 10, TO_FUTURES)).map(({ id }) => id)).toContain(moved.id)
    await expect(own.transfer('USDT', 5, 'spot', 'savings')).rejects.toThrow(ours.BadRequest)
    await expect(own.transfer('USDT', 1e9, 'spot', 'swap')).rejects.toThrow(ours.InsufficientFunds)
  })

  it('withdraws by ccxt’s code of a network, and makes an address on one', async () => {
    const { own, theirs } = pair
    const { id } = await own.withdraw('USDT', 30, 'T2', undefined, { network: 'TRC20' })
    const [, sent] = await own.fetchWithdrawals('USDT')
    expect(sent).toMatchObject({ id, currency: 'USDT', address: 'T2', network: 'TRC20' })
    const made = known(await own.createDepositAddress('USDT', { network: 'TRC20' }))
    expect(made).toEqual(known(await theirs.fetchDepositAddress('USDT', { network: 'TRC20' })))
    await expect(own.createDepositAddress('USDT')).rejects.toThrow(ours.ArgumentsRequired)
    await expect(own.fetchDepositAddress('USDT', { network: 'NONE' })).rejects.toThrow(ours.InvalidAddress)
    await expect(theirs.fetchDepositAddress('USDT', { network: 'NONE' })).rejects.toThrow(ccxt.InvalidAddress)
  })

  it('watches best prices and the day’s tickers of several markets, and leaves them', async () => {
    const { own } = pair
    expect(await own.watchBidsAsks([SYMBOL])).toMatchObject({ [SYMBOL]: { bid: pair.at(-1), ask: pair.at(1) } })
    const tickers = await own.watchTickers()
    expect(tickers[SYMBOL]?.last).toBe((await own.fetchTicker(SYMBOL)).last)
    const waiting = [own.watchTrades(SYMBOL), own.watchTickers([SYMBOL])].map((one) =>
      one.catch((error: unknown) => error),
    )
    await Promise.all([own.watchTrades(SYMBOL).catch(() => undefined), own.unWatchTrades(SYMBOL)])
    await own.unWatchTickers([SYMBOL])
    for (const ended of await Promise.all(waiting)) expect(ended).toBeInstanceOf(ours.UnsubscribeError)
  })

  it.each([
    [
      'Ticker',
      (exchange: Exchange) => exchange.watchTicker(SYMBOL),
      (exchange: Exchange) => exchange.unWatchTicker(SYMBOL),
    ],
    [
      'OrderBook',
      (exchange: Exchange) => exchange.watchOrderBook(SYMBOL),
      (exchange: Exchange) => exchange.unWatchOrderBook(SYMBOL),
    ],
    [
      'OHLCV',
      (exchange: Exchange) => exchange.watchOHLCV(SYMBOL, '1m'),
      (exchange: Exchange) => exchange.unWatchOHLCV(SYMBOL, '1m'),
    ],
    [
      'BidsAsks',
      (exchange: Exchange) => exchange.watchBidsAsks([SYMBOL]),
      (exchange: Exchange) => exchange.unWatchBidsAsks([SYMBOL]),
    ],
  ] as const)('leaves watch%s, and begins it anew', async (_name, watch, leave) => {
    const first = await watch(pair.own)
    await leave(pair.own)
    expect(Object.keys(await watch(pair.own))).toEqual(Object.keys(first))
    await leave(pair.own)
  })
})
