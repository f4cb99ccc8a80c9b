import { MemoryDisk, openMemoryStore } from '@spotdeck/store/testing'
import { expect, it } from 'vitest'
import { eventsAfter } from './account-view.ts'

it('answers what is archived as gone, and from the first stored event on every one', async () => {
  const store = {
    ...openMemoryStore(new MemoryDisk({ account: 'main', host: 'h', user: '7' }, 'abcdef01')),
    archived: { n: 2_048, seq: 2_000, hash: 'a'.repeat(64) },
  }
  const asked: number[] = []
  store.publicAfter = async (seq) => {
    asked.push(seq)
    return []
  }
  const source = { head: () => ({ epoch: 'abcdef01', seq: 2_500, hash: 'b'.repeat(8) }) }
  const kindAt = async (seq: number): Promise<string> =>
    (await eventsAfter({ id: 'main', store, source }, { epoch: 'abcdef01', seq }, 9)).kind
  expect([await kindAt(0), await kindAt(1_999), await kindAt(2_000), await kindAt(2_501)]).toEqual([
    'gone',
    'gone',
    'events',
    'gone',
  ])
  expect(asked).toEqual([2_000])
})
