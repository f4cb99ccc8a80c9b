import type { AccountNotice, MarketEnvelope, NoticeData } from '@spotdeck/api'
import { expect, test } from 'vitest'
import { assetOf } from '../../live/testing/events.ts'
import { useFreshMarkets } from '../../state/queries/closed-markets.ts'
import { useMarkets } from '../../state/queries/queries.ts'
import { marketNamed } from '../testing/fixtures.ts'
import { NOW, openPage, wordsOf } from '../testing/page.tsx'
import { NoticesCard } from '../overview/notices-card.tsx'
import { ClosedNotice } from './closed-notice.tsx'

const open = marketNamed('MXUSDT')
const closed = { ...open, apiTrading: false }
const fact: NoticeData = {
  id: 'API_TRADING_OFF MXUSDT',
  kind: 'api-disabled',
  symbols: ['MXUSDT'],
  effectiveAt: NOW - 60_000,
  code: 'API_TRADING_OFF',
  params: { symbols: 'MXUSDT' },
}
const own: AccountNotice = {
  ...fact,
  code: 'ACCOUNT_API_OFF',
  params: { symbols: 'MXUSDT', held: 'MX', openOrders: 2 },
  held: ['MX'],
  openOrders: 2,
}
const told = (type: 'notice.added' | 'notice.ended'): MarketEnvelope => ({
  topic: 'notices',
  type,
  time: NOW,
  data: fact,
})

function Market() {
  useFreshMarkets()
  const { data } = useMarkets()
  const market = data?.find(({ symbol }) => symbol === 'MXUSDT')
  return market === undefined ? null : <ClosedNotice market={market} />
}

async function openMarket(warnings?: readonly AccountNotice[]) {
  const exchange = { isOpen: true, reads: 0 }
  const markets = () => {
    exchange.reads += 1
    return { items: [exchange.isOpen ? open : closed], nextCursor: null }
  }
  const page = await openPage(<Market />, {
    snapshot: { assets: [assetOf('MX', '1234.5')] },
    answers: { markets, notices: { items: warnings ?? [] } },
  })
  await page.update(() => page.market.look({ symbol: 'MXUSDT', interval: '15m' }))
  const says = () => wordsOf(page.root.querySelector('[data-testid="market-closed"]'))
  return { ...page, exchange, says }
}

test('a market that closes is said to be closed, since when and what can be done, until it opens again', async () => {
  const { update, market, says, exchange } = await openMarket()
  expect(says()).toBe('')
  exchange.isOpen = false
  await update(() => market.apply(told('notice.added')))
  expect(says()).toContain('since 31 Jan 11:59:00')
  expect(says()).toContain('MEXC has disabled API trading of MX/USDT.')
  expect(says()).toContain('Trade or cancel on MEXC’s website or app.')
  exchange.isOpen = true
  await update(() => market.apply(told('notice.ended')))
  expect(says()).toBe('')
})

test('what the account holds there is said with the amount and the open orders', async () => {
  const { update, store, says, exchange } = await openMarket()
  exchange.isOpen = false
  const event = { account: 'main', topic: 'warnings', type: 'warnings.changed', time: NOW } as const
  await update(() => store.apply([{ ...event, data: { items: [own], key: [] } }]))
  expect(says()).toContain('API orders in MX/USDT are blocked. You hold 1,234.50 MX. Open orders: 2.')
  exchange.isOpen = true
  await update(() => store.apply([{ ...event, data: { items: [], key: [] } }]))
  expect(says()).toBe('')
})

test('a notice that says what the list says has nothing read again', async () => {
  const { update, market, exchange } = await openMarket()
  exchange.isOpen = false
  await update(() => market.apply(told('notice.added')))
  const { reads } = exchange
  await update(() => market.apply(told('notice.added')))
  expect(exchange.reads).toBe(reads)
})

test('Overview says how much is held, and dots in privacy mode', async () => {
  for (const [privacy, amount] of [
    [false, '1,234.50'],
    [true, '•••'],
  ] as const) {
    const page = await openPage(<NoticesCard />, {
      preferences: { privacy },
      snapshot: { assets: [assetOf('MX', '1234.5')] },
      answers: { 'accounts/main/notices': { items: [own] }, notices: { items: [own] } },
    })
    expect(page.text()).toContain(`You hold ${amount} MX. Open orders: 2.`)
  }
})
