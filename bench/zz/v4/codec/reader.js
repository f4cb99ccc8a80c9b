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
    _bytes;
    /** The whole frame as text, one character a byte: ASCII is cut from it without a call of the runtime each. */
    _text;
    _objects = 0;
    /** The body that stands last, 0 while there is none. */
    bodyTag = 0;
    _bodyStart = 0;
    _bodyEnd = 0;
    _earlier;
    constructor(bytes, unknown = []) {
        this._bytes = bytes;
        this._text = latin1(bytes);
        this.limit = bytes.length;
        this.unknown = unknown;
    }
    /** Field number × 8 + wire type. */
    tag() {
        const first = this._bytes[this.at];
        if (first < 128) {
            this.at++;
            return first;
        }
        const tag = this._varint();
        if (tag >= MAX_TAG)
            throw malformed('a field number is out of range');
        return tag;
    }
    text() {
        const length = this._length();
        const start = this.at;
        const end = start + length;
        this.at = end;
        let seen = 0;
        for (let i = start; i < end; i++)
            seen |= this._bytes[i];
        return seen < 128 ? this._text.substring(start, end) : this._utf8(start, end);
    }
    int32() {
        const first = this._bytes[this.at];
        if (first < 128 && this.at < this.limit) {
            this.at++;
            return first;
        }
        return Number(BigInt.asIntN(32, this._varint64()));
    }
    bool() {
        return this._varint() !== 0;
    }
    /** An int64 as a number. A time takes six bytes, so up to eight are read without a bigint. */
    int64() {
        const start = this.at;
        const value = this._varint();
        if (this.at - start <= 8 && value <= Number.MAX_SAFE_INTEGER)
            return value;
        this.at = start;
        const exact = Number(BigInt.asIntN(64, this._varint64()));
        if (Number.isSafeInteger(exact))
            return exact;
        throw new WireError('WIRE_TIME_OUT_OF_RANGE', 'A time in the frame is beyond 2^53: the frame is damaged or speaks another schema; count it and read over REST.');
    }
    /** Goes into a list item; the answer is for `leave`. */
    enter() {
        this._count();
        const length = this._length();
        const outer = this.limit;
        this.limit = this.at + length;
        return outer;
    }
    leave(outer) {
        this.limit = outer;
    }
    /** Steps over a body, to be read when the frame around it is. The same field again adds to it, another replaces it. */
    holdBody(tag) {
        const end = this._length() + this.at;
        if (tag !== this.bodyTag)
            this._earlier = undefined;
        else {
            this._count();
            this._earlier ??= [];
            this._earlier.push(this._copy(this._bodyStart, this._bodyEnd));
        }
        this.bodyTag = tag;
        this._bodyStart = this.at;
        this._bodyEnd = this.at = end;
    }
    /** A reader at the start of the body that was held. */
    openBody() {
        this.at = this._bodyStart;
        this.limit = this._bodyEnd;
        if (this._earlier === undefined)
            return this;
        return new Reader(joined([...this._earlier, this._copy(this.at, this.limit)]), this.unknown);
    }
    /** Keeps a field that the schema does not know, raw with its tag, which began at `start`; `path` names the message. */
    keep(tag, start, path) {
        this._count();
        this._skip(tag);
        this.unknown.push({ path, field: Math.floor(tag / 8), bytes: this._copy(start, this.at) });
    }
    _skip(tag) {
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
                this._skipValue(wireType);
            if (groups.length === 0)
                return;
            if (groups.length > MAX_GROUP_DEPTH)
                throw malformed('groups are nested without end');
            if (this.at >= this.limit)
                throw this._overrun();
            next = this.tag();
        }
    }
    _skipValue(wireType) {
        if (wireType === 0)
            this._varint();
        else if (wireType === 2) {
            const length = this._length();
            this.at += length;
        }
        else if (wireType === 1 || wireType === 5) {
            this.at += wireType === 1 ? 8 : 4;
            if (this.at > this.limit)
                throw this._overrun();
        }
        else
            throw malformed(`there is no wire type ${wireType}`);
    }
    /** A length that fits into the message. */
    _length() {
        let length = this._bytes[this.at];
        if (length < 128)
            this.at++;
        else
            length = this._varint();
        if (this.at + length <= this.limit)
            return length;
        throw this._overrun();
    }
    /** Exact up to eight bytes, near enough to be out of range beyond. */
    _varint() {
        const start = this.at;
        let value = 0;
        let factor = 1;
        for (let i = start; i < this.limit && i - start < MAX_VARINT_BYTES; i++) {
            const byte = this._bytes[i];
            value += (byte & 127) * factor;
            if (byte < 128) {
                this.at = i + 1;
                return value;
            }
            factor *= 128;
        }
        throw this.limit - start < MAX_VARINT_BYTES ? this._overrun() : malformed('a number has no end');
    }
    _varint64() {
        const start = this.at;
        this._varint();
        let value = 0n;
        for (let i = this.at - 1; i >= start; i--)
            value = (value << 7n) | BigInt(this._bytes[i] & 127);
        return value;
    }
    /** Plain bytes of their own, whatever the frame came in: a slice of Node's Buffer would be a view. */
    _copy(start, end) {
        return new Uint8Array(this._bytes.subarray(start, end));
    }
    _utf8(start, end) {
        try {
            return utf8.decode(this._bytes.subarray(start, end));
        }
        catch (cause) {
            throw malformed('a text is not UTF-8', cause);
        }
    }
    _count() {
        if (++this._objects > MAX_OBJECTS)
            throw tooLarge(`more than ${MAX_OBJECTS} items`);
    }
    _overrun() {
        if (this.limit < this._bytes.length)
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