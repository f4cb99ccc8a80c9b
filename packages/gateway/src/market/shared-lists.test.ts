import type { Exchange, Leaves } from '@spotdeck/follow'
import { expect, it } from 'vitest'
import { sharedLists, sharingLists } from './shared-lists.ts'

/** Exchanges of several accounts, whose calls leave and are answered when the test says so. */
function accounts(count: number) {
  const calls: { leaves: () => void; answer: () => void; fail: () => void }[] = []
  const symbols = (leaves?: Leaves): Promise<readonly never[]> =>
    new Promise((resolve, reject) => {
      calls.push({ leaves: () => leaves?.(), answer: () => resolve([]), fail: () => reject(new Error('No answer.')) })
    })
  const lists = sharedLists()
  const exchange = (): Exchange => ({ symbols, background: { symbols } }) as unknown as Exchange
  return { calls, each: Array.from({ length: count }, () => sharingLists(exchange(), lists)) }
}

it('asks for the list once for all accounts that wait for it', async () => {
  const { calls, each } = accounts(50)
  const answers = Promise.all(each.map((account) => account.symbols()))
  expect(calls).toHaveLength(1)
  calls[0]?.answer()
  expect(await answers).toHaveLength(50)
})

it('asks again once the question has left: an answer is never older than its question', () => {
  const { calls, each } = accounts(2)
  void each[0]?.symbols()
  calls[0]?.leaves()
  void each[1]?.symbols()
  expect(calls).toHaveLength(2)
})

it('asks again after an answer that failed', async () => {
  const { calls, each } = accounts(2)
  const first = each[0]?.symbols()
  calls[0]?.fail()
  await expect(first).rejects.toThrow('No answer.')
  void each[1]?.symbols()
  expect(calls).toHaveLength(2)
})

it('does not let a read wait for one in the background', () => {
  const { calls, each } = accounts(2)
  void each[0]?.background?.symbols()
  void each[1]?.symbols()
  expect(calls).toHaveLength(2)
})
