/** Listen keys over REST. MEXC: the docs list no signature, yet all four calls need one. */

import { closeListenKey, createListenKey, extendListenKey, listListenKeys } from '@spotdeck/wire'
import { refusals } from '../../venue/contract/refusals.ts'
import { type Reply, fail, ok } from '../call/reply.ts'
import type { RouteServices } from '../call/route-services.ts'
import { type Route, needed, signed } from '../call/route.ts'

const UNKNOWN_KEY = 730708
const UNKNOWN_KEY_TEXT = 'listen key information error'

/** Routes that create, list, extend and close listen keys. */
export function streamKeyRoutes(world: RouteServices): readonly Route[] {
  const { listenKeys, switches } = world
  /** MEXC: the code of this error alone was seen as text. */
  const unknownKey = (): Reply<never> =>
    fail({ code: UNKNOWN_KEY, msg: UNKNOWN_KEY_TEXT }, undefined, switches.listenKeyCode === 'text')
  return [
    signed(createListenKey, (call) => {
      const listenKey = listenKeys.create(call.account, call.key.apiKey)
      return listenKey === undefined ? fail(refusals.notSupported) : ok({ listenKey })
    }),
    signed(listListenKeys, (call) => {
      const listenKey = listenKeys.list(call.account)
      const { quota: total } = listenKeys
      return ok({ listenKey, total, available: Math.max(0, total - listenKey.length) })
    }),
    signed(extendListenKey, (call) => {
      const listenKey = needed(call, 'listenKey')
      return listenKeys.extend(call.account, listenKey) ? ok({ listenKey }) : unknownKey()
    }),
    signed(closeListenKey, (call) => {
      const listenKey = needed(call, 'listenKey')
      return listenKeys.remove(call.account, listenKey) ? ok({ listenKey }) : unknownKey()
    }),
  ]
}
