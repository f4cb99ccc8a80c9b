/** Bytes of one binary frame -> push. Nothing an attacker or a future schema sends may crash it or be lost in silence. */
import { readPush } from "./generated/push.js";
import { Reader, tooLarge } from "./reader.js";
/** The largest frame that is read, in bytes; the busiest channel stays far below 1 MiB. */
export const MAX_FRAME_BYTES = 8 * 1024 * 1024;
/**
 * Reads one binary frame. Fields without presence get their defaults ('', 0, false, []), optional ones stay absent when
 * unset. What the schema does not know stands in `unknown`, raw; a frame without a body is `kind: 'none'`. Nothing of the
 * answer changes when the bytes do.
 * @throws {WireError} `WIRE_TRUNCATED`, `WIRE_MALFORMED`, `WIRE_TOO_LARGE`, `WIRE_TIME_OUT_OF_RANGE`
 */
export function decodePush(bytes) {
    if (bytes.length > MAX_FRAME_BYTES)
        throw tooLarge(`${bytes.length} bytes`);
    return readPush(new Reader(bytes));
}
//# sourceMappingURL=decode.js.map