/** What a sandbox is told when it starts, and the world it is given. */

import type { Clock, Log, Random, Sign, Timers } from '@spotdeck/ports'
import type { OpenSource } from './market/source.ts'
import type { LimitRules } from './server/limiter.ts'
import type { Switches } from './switches.ts'

export type SandboxConfig = {
  /** 0: any free port. */
  readonly port: number
  readonly host: string
  readonly seed: number | string
  /** Where the exchange keeps its state; absent: nowhere, and a restart starts anew. */
  readonly dataDir?: string
  /** Makers and takers that keep the market alive. */
  readonly bots: boolean
  /** The demo account has a trading past and goes on trading by itself; absent: as `bots`. */
  readonly demo?: boolean
  /** The `/sandbox` control panel. */
  readonly panel: boolean
  /** Only these symbols; absent: all. */
  readonly symbols?: readonly string[]
  /** So much time is run through before the first call is answered; absent: none. */
  readonly fastForwardMs?: number
  /** Where prices and volumes come from; absent: the seeded model. */
  readonly source?: OpenSource
  readonly limits?: LimitRules
  /** What is undocumented, where not by default. */
  readonly switches?: Partial<Switches>
}

export type SandboxWorld = {
  readonly clock: Clock
  readonly timers: Timers
  readonly random: Random
  readonly sign: Sign
  readonly log: Log
}
