/** Push -> bytes of one binary frame, in the one canonical spelling. */

import type { Push } from '../push.ts'
import { writePush } from './generated/push.ts'
import { Writer } from './writer.ts'

/** Its room is used again by the next frame: each frame leaves it as a copy, and nothing else runs in between. */
const writer = new Writer()

/**
 * Writes one frame: fields in ascending order, default values left out, optional fields written whenever they are given.
 * A body of kind `none` or `unknown` is not written.
 * @throws {WireError} `WIRE_TIME_OUT_OF_RANGE` for a time that is not a safe integer
 */
export function encodePush(push: Push): Uint8Array {
  writer.begin()
  writePush(writer, push)
  return writer.finish()
}
