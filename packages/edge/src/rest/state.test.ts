import { EventsArchived } from '@spotdeck/store'
import { expect, it } from 'vitest'
import { type PastAccount, type StateQuestion, readStateAt } from './state.ts'

it('answers that events are archived, and names the file to the owner alone', async () => {
  const file = 'events-000000000001-000000065536.archive'
  const account: PastAccount = { id: 'main', pastState: () => Promise.reject(new EventsArchived(file)) }
  const asked = (audience: 'owner' | 'viewer'): Promise<unknown> => {
    const question: StateQuestion = {
      at: 'seq:7',
      view: { audience, maskId: (id) => id },
      head: { epoch: 'abcdef01', seq: 9 },
      turn: () => Promise.resolve(),
    }
    return readStateAt(account, question)
  }
  await expect(asked('owner')).rejects.toMatchObject({ code: 'EVENTS_ARCHIVED', detail: file })
  await expect(asked('viewer')).rejects.toMatchObject({ code: 'EVENTS_ARCHIVED', detail: undefined })
})
