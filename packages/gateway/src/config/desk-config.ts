/** Configuration of a desk: its accounts, its exchange, and the parts that tests replace. */

import {
  sandboxLimits,
  type Credentials,
  type Limiter,
  type MarketStreamOptions,
  type MarketStreams,
  type MexcWorld,
  type RestClient,
  type RestOptions,
  type UserStream,
  type UserStreamOptions,
} from '@spotdeck/mexc'
import type { Tracing } from '@spotdeck/ports'
import type { SharedBus } from '@spotdeck/cluster'
import type { FileReader } from '@spotdeck/imports'
import type { GatewayMetrics } from '@spotdeck/edge'
import type { NoticeFile } from '../notices/notice-files.ts'
import type { ReportReaders } from '@spotdeck/reports'
import type { Storage } from '../storage.ts'
import type { TradingLimits } from '../trading/limits.ts'

/** Configuration of one account. */
export type AccountConfig = {
  /** 1 to 32 of a-z, 0-9 and `-`. */
  readonly id: string
  readonly label: string
  readonly credentials: Credentials
  /** True if orders may be placed through the gateway. */
  readonly trading: boolean
  /** True if the gateway may keep plans and place their orders; with `trading` only. Always true in the sandbox. */
  readonly plans?: boolean | undefined
  /** Limits of orders; `DEFAULT_LIMITS` by default. */
  readonly limits?: TradingLimits
}

/** An account that is read and never followed: its key is elsewhere. */
export type ReadAccountConfig = Pick<AccountConfig, 'id' | 'label' | 'trading'>

/** Configuration of the accounts and the exchange. */
export type DeskConfig = {
  /** Accounts that are followed. */
  readonly accounts: readonly AccountConfig[]
  /** Accounts that are read instead of followed, of a shared storage: these, or every one that has a ledger. */
  readonly reads?: readonly ReadAccountConfig[] | 'all' | undefined
  readonly restUrl: string
  readonly wsUrl: string
  /** True where `http` and `ws` may lead to another machine. */
  readonly allowPlainExchange?: boolean | undefined
  /** The exchange is a sandbox that nobody else uses: it is read as fast as its endpoints allow. */
  readonly soleUser?: boolean | undefined
  readonly dataDir: string
  /** Age from which events are archived, in ms; without it, they stay in the ledger. */
  readonly retentionMs?: number | undefined
  /** Announcements of the exchange given by hand. */
  readonly notices?: readonly NoticeFile[] | undefined
  /** The exchange is the sandbox: no money is at stake, so its keys are not warned about. */
  readonly sandbox?: boolean | undefined
  /** Reads imported files; in this thread unless told, which only simulations may do. */
  readonly fileReader?: FileReader | undefined
  /** Computes reports that scan a ledger; in this thread unless told, which only simulations may do. */
  readonly reports?: ReportReaders | undefined
}

/** The SDK's constructors, so that tests can hand in their own exchange. */
export type Sdk = {
  createRestClient(options: RestOptions): RestClient
  openUserStream(options: UserStreamOptions): UserStream
  openMarketStreams(options: MarketStreamOptions): MarketStreams
}

/** Parts that opening a desk shares. */
export type Setting = {
  readonly config: DeskConfig
  readonly world: MexcWorld
  readonly sdk: Sdk
  readonly storage: Storage
  /** Between gateways that share the storage; absent: what others commit is read from it. */
  readonly sharedBus: SharedBus | undefined
  /** One for all accounts: they share the limits of this machine's address. */
  readonly limiter: Limiter
  /** Reads what all accounts share, without a key: market data, symbol lists and the exchange's time. */
  readonly host: RestClient
  readonly metrics: GatewayMetrics | undefined
  readonly tracing: Tracing | undefined
}

/** The option by which the SDK permits an exchange without TLS. */
export const plainOf = ({ allowPlainExchange: allowPlain = false }: DeskConfig) => (allowPlain ? { allowPlain } : {})

/** The options of REST that follow from the exchange. */
export const hostOptions = (config: DeskConfig) => ({
  ...plainOf(config),
  ...(config.soleUser === true ? { limits: sandboxLimits } : {}),
})
