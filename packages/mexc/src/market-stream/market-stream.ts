/** Public channels as their readers see them: subscribe by channel, sharded over sockets, resubscribed by itself. */

import type { Channel, DecodedPush } from '@spotdeck/wire'
import type { MexcWorld } from '../world.ts'

export type ChannelHandlers = {
  push(push: DecodedPush): void
  /** Acknowledged: from here on pushes flow. After a reconnect it is called again: what came between was missed. */
  subscribed?(): void
  /** Refused for good (`Blocked!`), with the exchange's text: it is not asked for again by itself. */
  refused?(reason: string): void
  /** The socket is gone and is being reopened; `subscribed` follows. */
  lost?(reason: string): void
}

export type MarketStreamOptions = {
  /** Such as wss://wbs-api.mexc.com/ws; plain ws only to a loopback host. */
  readonly wsUrl: string
  readonly world: MexcWorld
  /** Bytes that do not decode, with the codec's code: a push of some channel on that socket is lost. */
  undecodable?(code: string): void
}

export interface MarketStreams {
  /**
   * Answers the way to stop. No handler is called inside this call. Readers of one channel share its subscription.
   * @throws {WireError} `WIRE_BAD_VALUE` for a channel that MEXC's grammar has no name for
   */
  subscribe(channel: Channel, handlers: ChannelHandlers): () => void
  close(): Promise<void>
}
