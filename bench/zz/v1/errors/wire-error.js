/** What cannot be read from or written to MEXC's wire, with a stable code that says what to do. */
/** `code` is stable; the message ends in the next step. */
export class WireError extends Error {
    name = 'WireError';
    code;
    constructor(code, message, options) {
        super(message, options);
        this.code = code;
    }
}
//# sourceMappingURL=wire-error.js.map