import { expect, test } from 'vitest'
import { assetOf, orderOf } from '../../live/testing/events.ts'
import { openPage, wordsOf } from '../testing/page.tsx'
import { TruthSection } from './truth-section.tsx'

const account = { account: 'demo', apiKey: 'mx0key', note: '', balances: {}, openOrders: 1 }
const truth = {
  account: 'demo',
  balances: {
    MX: { free: '10.5', locked: '1' },
    USDT: { free: '90', locked: '0' },
    BTC: { free: '0', locked: '0' },
  },
  orders: [{ orderId: 'o-1', status: 'NEW' }],
  deals: [],
  time: 1,
}

async function compared(language: 'en' | 'zh-TW', usdt: string) {
  const page = await openPage(<TruthSection account={account} isPaused={false} />, {
    language,
    snapshot: { assets: [assetOf('MX', '10.5', '1'), assetOf('USDT', usdt)], openOrders: [orderOf('o-1')] },
    answers: { 'sandbox/accounts/mx0key/truth': truth },
  })
  await page.update(() => page.root.querySelector('button')?.click())
  const rows = [...page.root.querySelectorAll('tbody tr')].map((row) => [...row.children].map(wordsOf))
  return { ...page, rows }
}

test('each balance has the exchange’s figure beside the ledger’s, those that differ first', async () => {
  const { rows, text } = await compared('en', '100.00000001')
  expect(rows).toEqual([
    ['USDT', '90', '100.00000001'],
    ['MX', '10.5 + 1', '10.5 + 1'],
  ])
  expect(text()).toContain('1 balance differs.')
  expect(text()).toContain('Open orders: exchange 1, Spotdeck 1')
})

test('the same in Chinese', async () => {
  const { rows, text } = await compared('zh-TW', '100.00000001')
  expect(rows[0]).toEqual(['USDT', '90', '100.00000001'])
  expect(text()).toContain('有 1 項餘額不同。')
  expect(text()).toContain('未成交委託：交易所 1 筆，Spotdeck 1 筆')
})

test('nothing differs where both sides agree', async () => {
  const { root } = await compared('en', '90')
  expect(root.querySelectorAll('[data-differs]')).toHaveLength(0)
})
