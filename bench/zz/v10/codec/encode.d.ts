/** Push -> bytes of one binary frame, in the one canonical spelling. */
import type { Push } from '../push.ts';
/**
 * Writes one frame: fields in ascending order, default values left out, optional fields written whenever they are given.
 * A body of kind `none` or `unknown` is not written.
 * @throws {WireError} `WIRE_TIME_OUT_OF_RANGE` for a time that is not a safe integer
 */
export declare function encodePush(push: Push): Uint8Array;
//# sourceMappingURL=encode.d.ts.map