/** `@spotdeck/follow`: follows one account: its machine, its ledger's store, its flows. */

export { type Exchange, type Leaves, TRADES_REACH_MS } from './exchange.ts'
export { closedBy, openAt, stateAt } from './flows/closed-coverage.ts'
export { matchFlows, matchManyFlows } from './flows/match.ts'
export { type Slices, inSlices } from './slices.ts'
export { OrderFold, historiesNeeded } from './machine/fold.ts'
export { fileKeyring } from './machine/keyring.ts'
export { type LedgerIngest, intakeOf } from './machine/ledger-ingest.ts'
export { contentOf, fillOf, placeholderId, placeholdersFor } from './machine/placeholders.ts'
export { restExchange } from './machine/rest-exchange.ts'
export { EXPLAIN_MS } from './machine/explain.ts'
export { AccountFollower } from './machine/shell.ts'
export { AddressDemand } from './machine/shares.ts'
export { Writer } from './machine/writer.ts'

export { type PairFile, pairFile } from './pair-file.ts'
export { type ListedPair, type Pair, type Symbols, symbolsOf } from './symbols.ts'
