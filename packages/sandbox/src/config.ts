/** Configuration of a sandbox, and the ports that it runs on. */

import type { Clock, Log, Random, Sign, Timers } from '@spotdeck/ports'
import type { PanelAccess } from './control/call/guard.ts'
import type { MarketFeed } from './market/data/feed.ts'
import type { OpenSource } from './market/data/source.ts'
import type { Scenario } from './scenario/schema.ts'
import type { LimitRules } from './server/call/limiter.ts'
import type { TlsKeys } from './server/tls.ts'
import type { Switches } from './switches.ts'
import type { VenueFile } from './venue-file/schema.ts'

/** Settings of a sandbox. */
export type SandboxConfig = {
  /** 0: any free port. */
  readonly port: number
  readonly host: string
  /** Certificate and key of a server on TLS; absent: plain HTTP and WebSocket. */
  readonly tls?: TlsKeys | undefined
  readonly seed: number | string
  /** Folder of the exchange's state; absent: memory only, and every start is a first start. */
  readonly dataDir?: string | undefined
  /** Makers and takers that keep the market alive. */
  readonly bots: boolean
  /** The demo account has a trading past and goes on trading by itself; absent: as `bots`. */
  readonly demo?: boolean | undefined
  /** The `/sandbox` control panel. */
  readonly panel: boolean
  /** Lets programs of other machines use the panel with a token; absent: none may. */
  readonly panelAccess?: PanelAccess | undefined
  /** Only these symbols; absent: all. */
  readonly symbols?: readonly string[] | undefined
  /** Time to run through before the first call is answered, in ms; absent: none. */
  readonly fastForwardMs?: number | undefined
  /** The exchange's time at its first start, in ms since the epoch; absent: the machine's. */
  readonly startAt?: number | undefined
  /** The exchange's time stands still from the start. */
  readonly paused?: boolean | undefined
  /** Source of prices and volumes; absent: the seeded model. */
  readonly source?: OpenSource | undefined
  /** Another exchange's market in place of an own one: no bots, no demo past, and its symbols in place of the table's. */
  readonly feed?: MarketFeed | undefined
  /** Rate of the exchange's time, as a multiple of the machine's; absent: 1. */
  readonly speed?: number | undefined
  /** Steps that happen by themselves from the start on, checked by `parseScenario`. */
  readonly scenario?: Scenario | undefined
  /** Symbols, coins, fees and accounts, checked by `parseVenue`; absent: those of the folder, or the built-in venue. */
  readonly venue?: VenueFile | undefined
  readonly limits?: LimitRules | undefined
  /** Entries of the journal that are kept; 10,000 by default, 0: none. */
  readonly journal?: number | undefined
  /** Choices of undocumented behavior; the others have their defaults. */
  readonly switches?: Partial<Switches> | undefined
}

/** Ports of a sandbox. */
export type SandboxWorld = {
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  readonly sign: Sign
  readonly log: Log
}
