import { expect, it } from 'vitest'
import { commitFailureOf } from './commit-failure.ts'

const meaning = (code: string) => commitFailureOf(Object.assign(new Error('failed'), { code }))

it.each(['SQLITE_FULL', 'SQLITE_BUSY_SNAPSHOT', 'SQLITE_IOERR_WRITE', 'DATA_DIR_UNWRITABLE', 'STORE_UNREACHABLE'])(
  'of a commit with %s leaves it to be repeated',
  (code) => expect(meaning(code)).toBe('unavailable'),
)

it.each(['SQLITE_CONSTRAINT_PRIMARYKEY', 'LEDGER_MOVED', 'LEASE_LOST', 'STORE_REFUSED', 'LEDGER_CORRUPT'])(
  'of a commit with %s is final',
  (code) => expect(meaning(code)).toBe('contradiction'),
)

it('of a commit without a code is final', () => {
  expect(commitFailureOf(new TypeError('not a function'))).toBe('contradiction')
})
