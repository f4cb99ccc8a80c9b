/** The push body of each channel: maps a channel as data to the type of its pushes. */

import type { DecodedPush, PushBody, PushKind } from '../push.ts'
import type { Channel } from './channel.ts'

/** Open only on a connection that was made with a listen key. */
export type PrivateChannel = Extract<Channel, { readonly kind: 'privateAccount' | 'privateDeals' | 'privateOrders' }>

/** Open to everybody. */
export type PublicChannel = Exclude<Channel, PrivateChannel>

const BODIES = {
  aggreDeals: 'publicAggreDeals',
  aggreDepth: 'publicAggreDepths',
  aggreBookTicker: 'publicAggreBookTicker',
  kline: 'publicSpotKline',
  limitDepth: 'publicLimitDepths',
  bookTickerBatch: 'publicBookTickerBatch',
  miniTicker: 'publicMiniTicker',
  miniTickers: 'publicMiniTickers',
  privateAccount: 'privateAccount',
  privateDeals: 'privateDeals',
  privateOrders: 'privateOrders',
} as const satisfies Record<Channel['kind'], PushKind>

/** The body that a channel's pushes carry. */
export type BodyOf<C extends Channel> = Extract<PushBody, { readonly kind: (typeof BODIES)[C['kind']] }>

/** A push of that channel. */
export type PushOf<C extends Channel> = DecodedPush & { readonly body: BodyOf<C> }

/** The kind of body that a channel's pushes carry. */
export function bodyOf(channel: Channel): PushKind {
  return BODIES[channel.kind]
}

/** Returns whether the channel is an account’s own and needs a listen key. */
export function isPrivateChannel(channel: Channel): channel is PrivateChannel {
  return channel.kind === 'privateAccount' || channel.kind === 'privateDeals' || channel.kind === 'privateOrders'
}
