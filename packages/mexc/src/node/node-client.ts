/** The client of a program on Node.js, with the real ports as the default. */

import { MexcClient as AnyWorldClient, type MexcClientOptions } from '../client.ts'
import type { MexcWorld } from '../world.ts'
import { nodeWorld, proxiedWorld } from './node-world.ts'

/** `new MexcClient({ preset: 'sandbox' })`, `new MexcClient({ credentials })`, `new MexcClient()`. */
export class MexcClient extends AnyWorldClient {
  /** @throws {InvalidRequest} for a `proxy` that is no address of one; see `proxiedWorld` */
  constructor(options: MexcClientOptions & { readonly world?: MexcWorld; readonly proxy?: string } = {}) {
    const { proxy, world = nodeWorld() } = options
    super({ ...options, world: proxy === undefined ? world : proxiedWorld(proxy, world) })
  }
}
