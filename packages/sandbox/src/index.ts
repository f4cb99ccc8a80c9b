/** `@spotdeck/sandbox`: an exchange that speaks MEXC Spot V3, on your own machine. */

export { type RunningSandbox, type SandboxConfig, type SandboxWorld, openSandbox } from './sandbox.ts'
export { SandboxStartError, type SandboxStartCode } from './start-error.ts'
export { DEMO_CREDENTIALS } from './venue/keys.ts'
export { DEFAULT_LIMITS, type LimitRules } from './server/limiter.ts'
export type { Switches } from './server/switches.ts'
export type { RestAnswer, RestRequest } from './server/request.ts'
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
} from './venue/exchange.ts'
export { type SandboxSymbol, referencePrices, sandboxSymbols } from './venue/symbols.ts'
