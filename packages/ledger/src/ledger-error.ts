/** Error of the ledger: an event that does not follow the last one, because the history was cut or mixed. */

export class LedgerError extends Error {
  override readonly name = 'LedgerError'
  readonly code: 'LEDGER_OUT_OF_ORDER'
  constructor(code: LedgerError['code'], n: number) {
    super(`Event ${n} does not follow the last one: check the ledger with \`spotdeck verify\`.`)
    this.code = code
  }
}
