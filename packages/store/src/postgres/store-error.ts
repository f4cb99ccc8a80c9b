/** Errors of a store on a database server. Their texts hold no address, no password and no row. */

import { CodedError } from '@spotdeck/ports'
import { DataFolderError } from '../data-folder-error.ts'
import { LEASE_LOST_STATE, LEDGER_MOVED_STATE } from './schema.ts'

/** Stable codes of the errors of a store on a database server. */
export type StoreErrorCode =
  | 'ARCHIVE_UNSUPPORTED'
  | 'LEASE_LOST'
  | 'LEDGER_MOVED'
  | 'LEDGER_MOVING'
  | 'STORE_ADDRESS_BAD'
  | 'STORE_REFUSED'
  | 'STORE_UNREACHABLE'

/** Failure of a store on a database server: nothing of the call is stored, except that the answer of `STORE_UNREACHABLE` is unknown. */
export class StoreError extends CodedError<StoreErrorCode> {}

/** Write of a process that does not hold the account's lease. */
export const leaseLost = (cause?: unknown): StoreError =>
  new StoreError(
    'LEASE_LOST',
    'Another process may write this ledger now, so nothing was written: open the account again with a new lease.',
    { cause },
  )

/**
 * SQLSTATE, by class or in full, after which the same call may succeed, and codes of the system: connection, conflict, resources,
 * operator, disk, and a server that is a standby after a failover. Node's own errors (`ERR_...`) are not of the system.
 */
const PASSING = /^(08|25006|40|53|55P03|57P|57014|58|E(?!RR_))/

/** Converts an error of the driver. Only its code and its first line are kept: details may contain rows. */
export function storeErrorOf(error: unknown): Error {
  if (error instanceof StoreError || error instanceof DataFolderError) return error
  const code = codeOf(error)
  const cause = new Error(`${code} ${error instanceof Error ? error.message.split('\n')[0] : 'unknown error'}`)
  if (code === LEASE_LOST_STATE) return leaseLost(cause)
  if (code === LEDGER_MOVED_STATE)
    return new StoreError('LEDGER_MOVED', 'The commit does not follow the stored ledger: open the account again.', {
      cause,
    })
  if (code === '' || PASSING.test(code)) {
    const message =
      'The database did not answer, or cannot work now: check that it runs and can be reached; the call may be repeated.'
    return new StoreError('STORE_UNREACHABLE', message, { cause })
  }
  const message = `The database refused the call (SQLSTATE ${code}): check the rights of its user and its log.`
  return new StoreError('STORE_REFUSED', message, { cause })
}

/** SQLSTATE or code of the system; empty for a lost connection. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !('code' in error)) return ''
  return typeof error.code === 'string' ? error.code : ''
}
