/** `@spotdeck/imports/testing`: the exchange’s own exports, read into a ledger. */

export { type DepositRow, depositsFile, request } from './files.ts'
