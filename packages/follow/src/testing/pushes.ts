/** Pushes of the private stream, normalized, for tests of what becomes of them. */

import type { DecodedPush, PushBody } from '@spotdeck/wire'
import { normalizePush } from '../exchange/normalize.ts'
import { symbolsOf } from '../symbols.ts'
import { symbolAnswers } from './fake-venue-answers.ts'
import { SYMBOLS } from './fake-venue.ts'

/** The symbols of the fake venue. */
export const venueSymbols = symbolsOf(symbolAnswers(SYMBOLS))

/** Normalizes a push of MXUSDT with this body, made at 1,000 and sent at 1,009 ms unless `over` tells otherwise. */
export function pushed(body: PushBody, over: Partial<DecodedPush> = {}): ReturnType<typeof normalizePush> {
  const push: DecodedPush = {
    channel: 'spot@private.x.v3.api.pb',
    symbol: 'MXUSDT',
    createTime: 1_000,
    sendTime: 1_009,
    unknown: [],
    body,
    ...over,
  }
  return normalizePush(push, venueSymbols, 2_000)
}
