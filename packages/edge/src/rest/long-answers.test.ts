import { expect, it } from 'vitest'
import { ReportError } from '@spotdeck/reports'
import { accountIn } from '@spotdeck/gateway/testing'
import { orderDraft } from '../testing/drafts.ts'
import { edgeFixture } from '../testing/edge-fixture.ts'

const EVENTS = 3_500
const PAGE = 500
const PATH = '/api/v1/accounts/main/export/orders.csv'

/** An edge over a long ledger, how often an answer has let others run, and the pages that were read. */
function edgeOverLongLedger() {
  let turns = 0
  const afterPause = (_ms: number, run: () => void): void => {
    turns += 1
    run()
  }
  const fixture = edgeFixture({ afterPause })
  fixture.desk.commit(Array.from({ length: EVENTS }, (_, n) => orderDraft(n + 1)))
  const account = accountIn(fixture.desk)
  const pages: number[] = []
  const rows = account.reports.rows.bind(account.reports)
  account.reports.rows = async (query) => {
    pages.push(query.limit)
    return rows(query)
  }
  const lines = async (): Promise<AsyncIterator<string>> => {
    const { answer } = await fixture.call('GET', PATH)
    if (typeof answer.body !== 'object') throw new Error('no rows')
    return answer.body[Symbol.asyncIterator]()
  }
  return { ...fixture, account, lines, pages, turns: () => turns }
}

it('lets others run after every 200 rows of an export', async () => {
  const { lines, turns } = edgeOverLongLedger()
  const answer = await lines()
  let count = 0
  for (let part = await answer.next(); part.done !== true; part = await answer.next()) {
    const rows = part.value.split('\n').length - 1
    expect(rows).toBeLessThanOrEqual(200)
    count += rows
  }
  expect(count).toBe(EVENTS + 1)
  expect(turns()).toBeGreaterThanOrEqual(EVENTS / 200)
})

it('reads one page ahead of its reader and no further, and nothing more once the reader has left', async () => {
  const { lines, pages } = edgeOverLongLedger()
  const answer = await lines()
  expect(pages).toEqual([])
  await answer.next()
  for (let part = 0; part < 3; part++) await answer.next()
  expect(pages).toEqual([PAGE, PAGE])
  await answer.next()
  expect(pages).toEqual([PAGE, PAGE, PAGE])
  await answer.return?.()
  expect((await answer.next()).done).toBe(true)
  expect(pages).toHaveLength(3)
})

it('ends an export with an error where its worker ends, in place of a file that lacks rows', async () => {
  const { account, lines } = edgeOverLongLedger()
  const answer = await lines()
  await answer.next()
  await answer.next()
  account.reports.rows = () => Promise.reject(new ReportError('REPORTS_BUSY', 'the worker of the reports ended'))
  const rest = async (): Promise<void> => {
    for (let part = await answer.next(); part.done !== true;) part = await answer.next()
  }
  await expect(rest()).rejects.toThrow('the worker of the reports ended')
})
