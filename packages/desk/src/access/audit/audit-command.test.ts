import { CodedError } from '@spotdeck/ports'
import { VirtualTime } from '@spotdeck/ports/virtual'
import { describe, expect, it } from 'vitest'
import { recordsOfCommands } from './audit-command.ts'
import { memoryAccessStore } from '../libsql-store.ts'

class Refused extends CodedError<'USER_UNKNOWN'> {}

describe('a command in the audit log', () => {
  it('that fails has the code of its error, whether it fails at once or later, and the error reaches the person', async () => {
    const store = memoryAccessStore().audit
    const record = recordsOfCommands(store, new VirtualTime(1_795_000_000_000))
    const error = new Refused('USER_UNKNOWN', 'No user has this id.')
    const atOnce = () => {
      throw error
    }
    const change = { action: 'user-changed', target: 'u1' } as const
    expect(() => record(change, atOnce)).toThrow(error)
    await expect(record(change, () => Promise.reject(error))).rejects.toBe(error)
    const records = store.list({ limit: 9 })
    expect(records.map(({ outcome, target, kind }) => [outcome, target, kind])).toEqual([
      ['USER_UNKNOWN', 'u1', 'command'],
      ['USER_UNKNOWN', 'u1', 'command'],
    ])
  })
})
