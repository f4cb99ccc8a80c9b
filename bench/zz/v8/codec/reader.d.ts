/**
 * Takes a frame apart field by field. Every step is checked against the end of the message it stands in, so whatever the
 * bytes say, nothing is read beyond them and nothing is made without bound.
 */
import { WireError } from '../errors/wire-error.ts';
import type { UnknownField } from '../push.ts';
/** The most list items and unknown fields of one frame: two bytes can make one, and each becomes an object. */
export declare const MAX_OBJECTS = 250000;
export declare class Reader {
    #private;
    /** Where the next byte stands. */
    at: number;
    /** Where the message that is being read ends. */
    limit: number;
    /** What the schema does not know, in the order it came. */
    readonly unknown: UnknownField[];
    /** The body that stands last, 0 while there is none. */
    bodyTag: number;
    constructor(bytes: Uint8Array, unknown?: UnknownField[]);
    /** Field number × 8 + wire type. */
    tag(): number;
    text(): string;
    int32(): number;
    bool(): boolean;
    /** An int64 as a number. A time takes six bytes, so up to eight are read without a bigint. */
    int64(): number;
    /** Goes into a list item; the answer is for `leave`. */
    enter(): number;
    leave(outer: number): void;
    /** Steps over a body, to be read when the frame around it is. The same field again adds to it, another replaces it. */
    holdBody(tag: number): void;
    /** A reader at the start of the body that was held. */
    openBody(): Reader;
    /** Keeps a field that the schema does not know, raw with its tag, which began at `start`; `path` names the message. */
    keep(tag: number, start: number, path: string): void;
}
export declare function tooLarge(what: string): WireError;
//# sourceMappingURL=reader.d.ts.map