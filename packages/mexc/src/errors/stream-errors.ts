/** Errors of channels. */

import { BLOCKED } from '@spotdeck/wire'
import { MexcError } from './mexc-error.ts'

/**
 * The server will not send this channel. `CHANNEL_BLOCKED` is its answer for an unknown pair, a retired channel or a
 * pair that is closed to this address; it is not asked for again by itself.
 */
export class ChannelRefused extends MexcError {
  readonly code: 'CHANNEL_BLOCKED' | 'CHANNEL_REFUSED'
  /** As it was asked for. */
  readonly channel: string
  constructor(channel: string, reason: string) {
    super(`The channel ${channel} was refused.`, 'Check the pair in exchangeInfo before subscribing again.', {
      exchangeMessage: reason,
    })
    this.code = reason.includes(BLOCKED) ? 'CHANNEL_BLOCKED' : 'CHANNEL_REFUSED'
    this.channel = channel
  }
}
