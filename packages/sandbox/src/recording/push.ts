/** Reads pushes that may be spoilt. */

import { type DecodedPush, decodePush } from '@spotdeck/wire'

/** The push of a frame; `undefined` for one that cannot be read. */
export function pushOf(bytes: Uint8Array): DecodedPush | undefined {
  try {
    return decodePush(bytes)
  } catch {
    return undefined
  }
}
