/**
 * `@spotdeck/mexc/node`: all that a program on Node.js needs, with the real ports as the default: the client, the
 * endpoints and channels of `@spotdeck/wire`, and the exact numbers of `@spotdeck/exact`.
 *
 * @example
 * ```ts
 * import { MexcClient, bookTicker, channels } from '@spotdeck/mexc/node'
 *
 * const client = new MexcClient({ preset: 'sandbox' }) // of `spotdeck sandbox`; `{ credentials }` for MEXC itself
 * console.log(await client.call(bookTicker, { symbol: 'MXUSDT' }))
 * for await (const push of client.read(channels.aggreDeals('MXUSDT'))) {
 *   console.log(push.body.value.deals)
 *   break
 * }
 * await client.close()
 * ```
 */

export { nodeWorld, proxiedWorld } from './node-world.ts'
export { parseInWorker } from './parse-in-worker.ts'
export * from '../index.ts'
export * from '@spotdeck/exact'
export * from '@spotdeck/wire'
// Both have these names: here they are the endpoints, because the client has the methods.
export { cancelOrder, placeOrder, placeOrders } from '@spotdeck/wire'
export { MexcClient } from './node-client.ts'
