/** Spans as they are passed in. Attributes never hold keys, secrets, signatures, queries, amounts or error messages. */

/** Attributes of a span, by OpenTelemetry's names where it has one. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>

/** `server`: an answer to a caller; `internal`: work of this process. */
export type SpanKindName = 'server' | 'internal'

/** A span that is open. */
export interface Span {
  /** Adds attributes. */
  set(attributes: SpanAttributes): void
}

/** A span to open. */
export type SpanStart = { readonly name: string; readonly kind: SpanKindName; readonly attributes: SpanAttributes }

/** Opens spans; each is a child of the one in which it is opened. */
export interface Tracing {
  /** Runs work within a span, which ends with it. If the work throws, the span has the error's code as `error.type`. */
  span<T>(start: SpanStart, work: (span: Span) => Promise<T>): Promise<T>
}

/** Attribute of a span that names its account. */
export const ACCOUNT_ATTRIBUTE = 'spotdeck.account'
