/**
 * Puts a frame together from its end: what a message holds is written before its length is needed, so nothing is measured
 * first and nothing is moved afterwards. Callers therefore write fields in descending order.
 */
export declare class Writer {
    #private;
    /** Bytes written so far: a message's length is what this grew by. */
    get size(): number;
    finish(): Uint8Array;
    text(tag: number, value: string): void;
    /** An int32, a bool, or an int64 time: negative numbers take ten bytes, as protobuf has it. */
    integer(tag: number, value: number): void;
    /** Ends a message, or a text, that began when `size` was `before`. */
    close(tag: number, before: number): void;
}
//# sourceMappingURL=writer.d.ts.map