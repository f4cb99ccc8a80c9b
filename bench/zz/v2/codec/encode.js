/** Push -> bytes of one binary frame, in the one canonical spelling. */
import { writePush } from "./generated/push.js";
import { Writer } from "./writer.js";
/**
 * Writes one frame: fields in ascending order, default values left out, optional fields written whenever they are given.
 * A body of kind `none` or `unknown` is not written.
 * @throws {WireError} `WIRE_TIME_OUT_OF_RANGE` for a time that is not a safe integer
 */
export function encodePush(push) {
    const writer = new Writer();
    writePush(writer, push);
    return writer.finish();
}
//# sourceMappingURL=encode.js.map