/** Drift: what the exchange sends and this SDK does not know. */

/** Kind of a difference between MEXC's protocol and what the SDK knows. */
export type DriftKind =
  /** A field that the schema or the endpoint table has no name for. It stays in the data. */
  | 'UNKNOWN_FIELD'
  /** A push whose body the schema has no name for, or not the one that its channel promises. */
  | 'UNKNOWN_BODY'
  /** A value that an enumeration did not have. It stays as it came. */
  | 'UNKNOWN_VALUE'
  /** A field that has always been there and is not, and that nothing here depends on. */
  | 'MISSING_FIELD'
  /** A field of another kind than ever: a number where text was. */
  | 'OTHER_KIND'
  /** An entry of a list that lacks a field which callers depend on: it is left out of the answer. */
  | 'UNREADABLE_ROW'
  /** A frame that cannot be read at all: with UNREADABLE_ROW, the only drift that loses data. */
  | 'UNDECODABLE'

/** One field or value that the SDK does not know, as it was found in an answer or a push. */
export type Sighting = {
  readonly kind: DriftKind
  /** The channel without its parameters, or the endpoint's name. */
  readonly where: string
  /** Path of the field, such as `symbols[].status` or `publicAggreDeals.deals#7`. */
  readonly path: string
  /** The unknown value, or what was found instead. */
  readonly found?: string | undefined
}

/** `count` says how often this very thing was seen, this time included. */
export type Drift = Sighting & { readonly count: number }
