/** The parts of the exchange that the REST front and its routes work on. */

import type { Clock, Log, Sign } from '@spotdeck/ports'
import type { AnyEndpoint } from '@spotdeck/wire'
import type { MarketData } from '../../market/data/public-data.ts'
import type { AddressBans } from '../../venue/access/address-bans.ts'
import type { VenueDefinition } from '../../venue/listing/definition.ts'
import type { KeyRing } from '../../venue/access/keys.ts'
import type { ListenKeyRing } from '../../venue/access/listen-key-ring.ts'
import type { Venue } from '../../venue/engine/open-venue.ts'
import type { StpGroups } from '../../venue/access/stp-groups.ts'
import type { SubAccounts } from '../../venue/access/sub-accounts.ts'
import type { SymbolSwitches } from '../../venue/engine/symbol-switches.ts'
import type { Wallet } from '../../venue/wallet/wallet.ts'
import type { Switches } from '../../switches.ts'
import type { LimitRules } from './limiter.ts'
import type { RestRequest } from './request.ts'

/** Parts and settings of a REST front. */
export type RestFrontOptions = {
  readonly exchange: Venue
  readonly market: MarketData
  /** Books of GET depth; absent: as of now. */
  readonly depthBook?: Venue['book'] | undefined
  readonly keys: KeyRing
  readonly listenKeys: ListenKeyRing
  readonly wallet: Wallet
  readonly subAccounts: SubAccounts
  readonly groups: StpGroups
  readonly symbolSwitches: SymbolSwitches
  readonly definition: VenueDefinition
  /** Returns that many random bytes as lower-case hex. */
  readonly token: (bytes: number) => string
  readonly clock: Clock
  /** The clock that ordinary clients use while the exchange's own clock is moved; default: the exchange's. */
  readonly callerClock?: Clock | undefined
  readonly sign: Sign
  readonly limits?: LimitRules | undefined
  /** Addresses that are banned, shared with the stream front; absent: none. */
  readonly bans?: AddressBans | undefined
  /** Choices of undocumented behavior, read at each call; default: `DEFAULT_SWITCHES`. */
  readonly switches?: Switches | undefined
  readonly log?: Log | undefined
  /** Brings the market up to the exchange's time before a call is answered. */
  readonly beforeCall?: ((now: number) => void) | undefined
  /** Answers 503 to everything while true: the store cannot write, so nothing may be acknowledged. */
  readonly isBroken?: (() => boolean) | undefined
  /** Returns the body of a successful answer with the protocol changes that are switched on; absent: as documented. */
  readonly drift?: { answer(endpoint: Pick<AnyEndpoint, 'name'>, body: unknown): unknown } | undefined
  /** Error of the exchange's clock as this caller sees it, in ms; positive: ahead. */
  readonly clockOffset?: ((request: RestRequest) => number) | undefined
}

/** Services of the exchange that routes work on. */
export type RouteServices = Omit<RestFrontOptions, 'switches'> & { readonly switches: Switches }
