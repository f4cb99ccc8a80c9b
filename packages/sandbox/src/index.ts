/** `@spotdeck/sandbox`: an exchange that speaks MEXC Spot V3, on your own machine. */

export type { SandboxConfig, SandboxWorld } from './config.ts'
export { type RunningSandbox, openSandbox } from './sandbox.ts'
export {
  type AccountKey,
  type NewAccount,
  type SandboxFaults,
  type StartedSandbox,
  type StartOptions,
  startSandbox,
} from './start-sandbox.ts'
export { SandboxInputError } from './embed/input-error.ts'
export type { ScenarioState, StepState } from './control/call/scenario-control.ts'
export type { Scenario, ScenarioStep } from './scenario/schema.ts'
export type { VenueFile } from './venue-file/schema.ts'
export { type FeeTier, type VenueAccount, type VenueDefinition, builtInVenue } from './venue/listing/definition.ts'
export type { Journal } from './journal/journal.ts'
export type { JournalCall, JournalEntry, JournalFilter } from './journal/entry.ts'
export {
  type CallRate,
  JournalMismatch,
  type Verdict,
  assertVerdict,
  journalMatchers,
  toHaveCalls,
  toRecoverWithin,
  toStayBelowRate,
} from './journal/matchers.ts'
export {
  type RulesConfig,
  type SandboxHandler,
  openSandboxHandler,
  /** @deprecated Write `openSandboxHandler`. */
  openSandboxHandler as openSandboxRules,
} from './rules.ts'
export type { Snapshot, StoredVenue } from './store/store.ts'
export type { AccountTruth } from './control/call/truth.ts'
export { type FaultBoard, MAX_FAULTS } from './faults/board.ts'
export type { FaultPreset } from './faults/presets.ts'
export type { Fault, FaultBody, FaultKind, FaultOrder, FaultTarget } from './faults/fault.ts'
export type { Drift, DriftName, DriftState } from './faults/drift.ts'
export type { Connection, StreamFront } from './streams/front.ts'
export type { Peer } from './streams/session.ts'
export { createModel } from './market/model/model.ts'
export { recordedSource } from './market/recorded/recorded.ts'
export type { MarketSource, OpenSource, SourceOptions } from './market/data/source.ts'
export type {
  FeedCandle,
  FeedEvent,
  FeedLevel,
  FeedPast,
  FeedPrint,
  FeedReader,
  MarketFeed,
} from './market/data/feed.ts'
export type { FeedStatus } from './market/data/market.ts'
export type { LostBook, MarketRecord, RecordingHeader } from './recording/record.ts'
export { RecordingWriter } from './recording/writer.ts'
export { RecordingReader } from './recording/reader.ts'
export { type Replay, openReplay } from './recording/replay.ts'
export { LiveMarket } from './recording/live.ts'
export type { Bar } from './market/data/bar.ts'
export { SandboxStartError, type SandboxStartCode } from './start-error.ts'
export { type TlsFiles, type TlsKeys, makeTlsKeys, readTlsKeys, tlsKeysOf } from './server/tls.ts'
export { DEMO_CREDENTIALS } from './venue/access/keys.ts'
export { DEFAULT_LIMITS, type LimitRules } from './server/call/limiter.ts'
export { DEFAULT_SWITCHES, SWITCHES, type SwitchName, type Switches, readSwitches } from './switches.ts'
export type { Outcome, RestAnswer, RestRequest } from './server/call/request.ts'
export type {
  AccountId,
  AccountPast,
  BalanceRecord,
  BookView,
  DealRecord,
  Exchange,
  NewOrder,
  OrderRecord,
  Placed,
  Refusal,
  SymbolRules,
  VenueEvent,
} from './venue/contract/exchange.ts'
export {
  type ExchangeOptions,
  type Venue,
  openVenue,
  /** @deprecated Write `openVenue`. */
  openVenue as openExchange,
} from './venue/engine/open-venue.ts'
export {
  type MarketShape,
  type SandboxSymbol,
  referencePrices,
  sandboxSymbols,
  symbolsNamed,
} from './venue/listing/symbols.ts'
