/** `@spotdeck/mexc/node`: the SDK with the real world of Node.js as its default. */

import { MexcClient as AnyWorldClient, type MexcClientOptions } from '../client.ts'
import type { MexcWorld } from '../world.ts'
import { nodeWorld } from './node-world.ts'

export { nodeWorld } from './node-world.ts'

/** `new MexcClient({ preset: 'sandbox' })`, `new MexcClient({ credentials })`, `new MexcClient()`. */
export class MexcClient extends AnyWorldClient {
  constructor(options: MexcClientOptions & { readonly world?: MexcWorld } = {}) {
    super({ ...options, world: options.world ?? nodeWorld() })
  }
}
