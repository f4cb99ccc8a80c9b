/** Public channels as their readers see them: subscribe by channel, sharded over sockets, resubscribed by itself. */

import type { Channel, DecodedPush } from '@spotdeck/wire'
import type { MexcWorld } from '../world.ts'

export type ChannelHandlers = {
  push(push: DecodedPush): void
  /** Acknowledged: from here on pushes flow. After a reconnect it is called again: what came between was missed. */
  subscribed?(): void
  /** Refused for good (`Blocked!`), with the exchange's text; or the socket is gone and is being reopened. */
  refused?(reason: string): void
  lost?(reason: string): void
}

export type MarketStreamOptions = { readonly wsUrl: string; readonly world: MexcWorld }

export interface MarketStreams {
  /** Answers the way to stop. Readers of one channel share its subscription. */
  subscribe(channel: Channel, handlers: ChannelHandlers): () => void
  close(): Promise<void>
}
