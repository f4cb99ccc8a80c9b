/**
 * Every error code of Spot V3: what it means, the text MEXC sends, and whether the call may be sent again. Match by
 * number: texts vary in wording, language and final dot. Source: the official list and what was seen beside it.
 */
/**
 * What to do: `no` give up, `fix` correct the input, `sync` ask the exchange's clock and send once more, `wait` back off
 * and send again, `unknown` the outcome is open: look before sending anything that places or moves.
 */
export type RetryClass = 'no' | 'fix' | 'sync' | 'wait' | 'unknown';
export type ErrorCode = {
    readonly code: number;
    /** The HTTP status it comes with; 400 is assumed where none was seen. */
    readonly status: number;
    /** The literal text, where one is known; some carry a value behind it. */
    readonly text?: string;
    readonly meaning: string;
    readonly retry: RetryClass;
};
/** Every known code, in the order of the tables above. */
export declare const ERROR_CODES: readonly ErrorCode[];
/** What is known of a code; undefined for one that MEXC has added. */
export declare function errorOf(code: number): ErrorCode | undefined;
/** Codes in a success wrapper that mean success. MEXC: never judge by the sign. */
export declare function isSuccessCode(code: number | string): boolean;
/** `code` is NaN when the answer's code is no number at all. */
export type Refusal = {
    readonly code: number;
    readonly message: string;
};
/**
 * The error in a JSON answer, whatever its form (`msg`, `message` or `data` for the text, the code quoted or not);
 * undefined for a success. MEXC: some refusals come with HTTP 200.
 */
export declare function refusalIn(answer: unknown): Refusal | undefined;
//# sourceMappingURL=codes.d.ts.map