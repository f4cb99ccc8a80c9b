import { silentLog } from '@spotdeck/ports'
import { describe, expect, it } from 'vitest'
import { migrationLog } from './migration-log.ts'

describe('the log of a migration', () => {
  it('says that it begins, how far it is every five seconds, and that it is done', () => {
    const lines: string[] = []
    let now = 0
    const warn = (fields: object, message: string): void =>
      void lines.push(`${now / 1_000} ${String(Reflect.get(fields, 'percent'))} % ${message.split(';')[0] ?? ''}`)
    const progress = migrationLog('main', { log: { ...silentLog, warn }, clock: { now: () => now } })
    for (let done = 0; done <= 20; done++) {
      progress({ done, total: 20 })
      now += 1_000
    }
    expect(lines).toEqual([
      '0 0 % bringing the ledger up to this version before it is served',
      '5 25 % bringing the ledger up to this version',
      '10 50 % bringing the ledger up to this version',
      '15 75 % bringing the ledger up to this version',
      '20 100 % the ledger is up to date with this version',
    ])
  })
})
