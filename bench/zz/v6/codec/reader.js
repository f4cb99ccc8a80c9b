/**
 * Takes a frame apart field by field. Every step is checked against the end of the message it stands in, so whatever the
 * bytes say, nothing is read beyond them and nothing is made without bound.
 */
import { WireError } from "../errors/wire-error.js";
import { latin1, utf8 } from "./text-coding.js";
/** The most list items and unknown fields of one frame: two bytes can make one, and each becomes an object. */
export const MAX_OBJECTS = 250_000;
const MAX_GROUP_DEPTH = 64;
const MAX_VARINT_BYTES = 10;
const MAX_TAG = 2 ** 32;
export class Reader {
    /** Where the next byte stands. */
    at = 0;
    /** Where the message that is being read ends. */
    limit;
    /** What the schema does not know, in the order it came. */
    unknown;
    #bytes;
    /** The whole frame as text, one character a byte: ASCII is cut from it without a call of the runtime each. */
    #text;
    #objects = 0;
    /** The body that stands last, 0 while there is none. */
    bodyTag = 0;
    #bodyStart = 0;
    #bodyEnd = 0;
    #earlier;
    constructor(bytes, unknown = []) {
        this.#bytes = bytes;
        this.#text = latin1(bytes);
        this.limit = bytes.length;
        this.unknown = unknown;
    }
    /** Field number × 8 + wire type. */
    tag() {
        const first = this.#bytes[this.at];
        if (first < 128) {
            this.at++;
            return first;
        }
        const tag = this.#varint();
        if (tag >= MAX_TAG)
            throw malformed('a field number is out of range');
        return tag;
    }
    text() {
        const bytes = this.#bytes;
        const length = this.#length();
        const start = this.at;
        const end = start + length;
        this.at = end;
        let seen = 0;
        let i = start;
        for (; i + 7 < end; i += 8)
            seen |= bytes[i] | bytes[i+1] | bytes[i+2] | bytes[i+3] | bytes[i+4] | bytes[i+5] | bytes[i+6] | bytes[i+7];
        for (; i < end; i++)
            seen |= bytes[i];
        return seen < 128 ? this.#text.substring(start, end) : this.#utf8(start, end);
    }
    int32() {
        const first = this.#bytes[this.at];
        if (first < 128 && this.at < this.limit) {
            this.at++;
            return first;
        }
        return Number(BigInt.asIntN(32, this.#varint64()));
    }
    bool() {
        return this.#varint() !== 0;
    }
    /** An int64 as a number. A time takes six bytes, so up to eight are read without a bigint. */
    int64() {
        const start = this.at;
        const value = this.#varint();
        if (this.at - start <= 8 && value <= Number.MAX_SAFE_INTEGER)
            return value;
        this.at = start;
        const exact = Number(BigInt.asIntN(64, this.#varint64()));
        if (Number.isSafeInteger(exact))
            return exact;
        throw new WireError('WIRE_TIME_OUT_OF_RANGE', 'A time in the frame is beyond 2^53: the frame is damaged or speaks another schema; count it and read over REST.');
    }
    /** Goes into a list item; the answer is for `leave`. */
    enter() {
        this.#count();
        const length = this.#length();
        const outer = this.limit;
        this.limit = this.at + length;
        return outer;
    }
    leave(outer) {
        this.limit = outer;
    }
    /** Steps over a body, to be read when the frame around it is. The same field again adds to it, another replaces it. */
    holdBody(tag) {
        const end = this.#length() + this.at;
        if (tag !== this.bodyTag)
            this.#earlier = undefined;
        else {
            this.#count();
            this.#earlier ??= [];
            this.#earlier.push(this.#copy(this.#bodyStart, this.#bodyEnd));
        }
        this.bodyTag = tag;
        this.#bodyStart = this.at;
        this.#bodyEnd = this.at = end;
    }
    /** A reader at the start of the body that was held. */
    openBody() {
        this.at = this.#bodyStart;
        this.limit = this.#bodyEnd;
        if (this.#earlier === undefined)
            return this;
        return new Reader(joined([...this.#earlier, this.#copy(this.at, this.limit)]), this.unknown);
    }
    /** Keeps a field that the schema does not know, raw with its tag, which began at `start`; `path` names the message. */
    keep(tag, start, path) {
        this.#count();
        this.#skip(tag);
        this.unknown.push({ path, field: Math.floor(tag / 8), bytes: this.#copy(start, this.at) });
    }
    #skip(tag) {
        const groups = [];
        let next = tag;
        for (;;) {
            const field = Math.floor(next / 8);
            if (field === 0)
                throw malformed('a field has the number 0');
            const wireType = next & 7;
            if (wireType === 3)
                groups.push(field);
            else if (wireType === 4) {
                if (groups.pop() !== field)
                    throw malformed('a group ends that never began');
            }
            else
                this.#skipValue(wireType);
            if (groups.length === 0)
                return;
            if (groups.length > MAX_GROUP_DEPTH)
                throw malformed('groups are nested without end');
            if (this.at >= this.limit)
                throw this.#overrun();
            next = this.tag();
        }
    }
    #skipValue(wireType) {
        if (wireType === 0)
            this.#varint();
        else if (wireType === 2) {
            const length = this.#length();
            this.at += length;
        }
        else if (wireType === 1 || wireType === 5) {
            this.at += wireType === 1 ? 8 : 4;
            if (this.at > this.limit)
                throw this.#overrun();
        }
        else
            throw malformed(`there is no wire type ${wireType}`);
    }
    /** A length that fits into the message. */
    #length() {
        let length = this.#bytes[this.at];
        if (length < 128)
            this.at++;
        else
            length = this.#varint();
        if (this.at + length <= this.limit)
            return length;
        throw this.#overrun();
    }
    /** Exact up to eight bytes, near enough to be out of range beyond. */
    #varint() {
        const start = this.at;
        let value = 0;
        let factor = 1;
        for (let i = start; i < this.limit && i - start < MAX_VARINT_BYTES; i++) {
            const byte = this.#bytes[i];
            value += (byte & 127) * factor;
            if (byte < 128) {
                this.at = i + 1;
                return value;
            }
            factor *= 128;
        }
        throw this.limit - start < MAX_VARINT_BYTES ? this.#overrun() : malformed('a number has no end');
    }
    #varint64() {
        const start = this.at;
        this.#varint();
        let value = 0n;
        for (let i = this.at - 1; i >= start; i--)
            value = (value << 7n) | BigInt(this.#bytes[i] & 127);
        return value;
    }
    /** Plain bytes of their own, whatever the frame came in: a slice of Node's Buffer would be a view. */
    #copy(start, end) {
        return new Uint8Array(this.#bytes.subarray(start, end));
    }
    #utf8(start, end) {
        try {
            return utf8.decode(this.#bytes.subarray(start, end));
        }
        catch (cause) {
            throw malformed('a text is not UTF-8', cause);
        }
    }
    #count() {
        if (++this.#objects > MAX_OBJECTS)
            throw tooLarge(`more than ${MAX_OBJECTS} items`);
    }
    #overrun() {
        if (this.limit < this.#bytes.length)
            return malformed('a field reaches beyond its message');
        return new WireError('WIRE_TRUNCATED', 'The frame ends inside a field: count it and read over REST.');
    }
}
function joined(parts) {
    const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
    let at = 0;
    for (const part of parts) {
        whole.set(part, at);
        at += part.length;
    }
    return whole;
}
function malformed(why, cause) {
    const options = cause === undefined ? undefined : { cause };
    return new WireError('WIRE_MALFORMED', `The frame is not a push, ${why}: count it and read over REST.`, options);
}
export function tooLarge(what) {
    return new WireError('WIRE_TOO_LARGE', `A frame of ${what} is beyond what any channel sends: drop the connection.`);
}
//# sourceMappingURL=reader.js.map