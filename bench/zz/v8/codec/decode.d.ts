/** Bytes of one binary frame -> push. Nothing an attacker or a future schema sends may crash it or be lost in silence. */
import type { DecodedPush } from '../push.ts';
/** The largest frame that is read, in bytes; the busiest channel stays far below 1 MiB. */
export declare const MAX_FRAME_BYTES: number;
/**
 * Reads one binary frame. Fields without presence get their defaults ('', 0, false, []), optional ones stay absent when
 * unset. What the schema does not know stands in `unknown`, raw; a frame without a body is `kind: 'none'`. Nothing of the
 * answer changes when the bytes do.
 * @throws {WireError} `WIRE_TRUNCATED`, `WIRE_MALFORMED`, `WIRE_TOO_LARGE`, `WIRE_TIME_OUT_OF_RANGE`
 */
export declare function decodePush(bytes: Uint8Array): DecodedPush;
//# sourceMappingURL=decode.d.ts.map