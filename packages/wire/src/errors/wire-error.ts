/** The error for data that cannot be read from or written to MEXC's wire, with a stable code. */

import { ADVISED } from '@spotdeck/exact'

/** Stable code of a `WireError`. */
export type WireErrorCode =
  /** The frame ends in the middle of a field: it was cut on its way. */
  | 'WIRE_TRUNCATED'
  /** The bytes are no protobuf message, or hold text that is not UTF-8. */
  | 'WIRE_MALFORMED'
  /** Over 8 MiB, or over 250,000 fields. */
  | 'WIRE_TOO_LARGE'
  /** An int64 time that a double cannot hold exactly. */
  | 'WIRE_TIME_OUT_OF_RANGE'
  /** A value that MEXC's grammar has no place for: an unknown zone, a lower-case symbol, a bad parameter. */
  | 'WIRE_BAD_VALUE'

/** `code` is stable; the message ends in the next step. */
export class WireError extends Error {
  override readonly name = 'WireError'
  readonly [ADVISED] = true
  /** The next step, for a person. */
  readonly advice = 'Correct the value; for a frame, count it as a push that was missed.'
  readonly code: WireErrorCode

  constructor(code: WireErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
