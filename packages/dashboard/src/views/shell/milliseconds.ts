/** A latency in words. */

import { THIN, UNKNOWN } from '../../format/number.ts'

/** `18 ms`; a dash while it is not known. */
export function milliseconds(ms: number | undefined): string {
  return ms === undefined ? UNKNOWN : `${Math.max(0, Math.round(ms))}${THIN}ms`
}
