/** Generated from proto/push.proto by scripts/generate-proto.mjs: do not edit. Only encode.ts and decode.ts use it. */
import type { DecodedPush, Push } from '../../push.ts';
import type { Reader } from '../reader.ts';
import type { Writer } from '../writer.ts';
/** Reads a whole frame. Of several bodies the last counts; the same one again is merged, as protobuf has it. */
export declare function readPush(r: Reader): DecodedPush;
/** Writes a whole frame. A body of kind `none` or `unknown` is not written. */
export declare function writePush(w: Writer, m: Push): void;
//# sourceMappingURL=push.d.ts.map