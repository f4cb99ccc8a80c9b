import { expect, it } from 'vitest'
import { accountIn } from '../../testing/account-in.ts'
import { orderDraft } from '../testing/drafts.ts'
import { edgeFixture } from '../testing/edge-fixture.ts'

const EVENTS = 3_500

/** An edge over a long ledger, and how often an answer has let others run. */
function edgeOverLongLedger() {
  let turns = 0
  /** Rows that were read since the last of them. */
  let rows = 0
  let mostRows = 0
  const afterPause = (_ms: number, run: () => void): void => {
    turns += 1
    rows = 0
    run()
  }
  const fixture = edgeFixture({ afterPause })
  fixture.desk.commit(Array.from({ length: EVENTS }, (_, n) => orderDraft(n + 1)))
  const account = accountIn(fixture.desk)
  const orders = account.orders.bind(account)
  account.orders = async (query) => {
    const page = await orders(query)
    rows += page.items.length
    mostRows = Math.max(mostRows, rows)
    return page
  }
  return { ...fixture, turns: () => turns, mostRows: () => mostRows }
}

it('lets others run between the pages of an export', async () => {
  const { call, turns, mostRows } = edgeOverLongLedger()
  const { answer } = await call('GET', '/api/v1/accounts/main/export/orders.csv')
  if (typeof answer.body !== 'object') throw new Error('no rows')
  let lines = 0
  for await (const chunk of answer.body) lines += chunk.split('\n').length - 1
  expect(lines).toBe(EVENTS + 1)
  expect(turns()).toBeGreaterThanOrEqual(EVENTS / 200)
  expect(mostRows()).toBe(200)
})
