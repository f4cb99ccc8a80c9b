/** The lines an audience table is made of: who sees a field, and how. */

/**
 * `show` as it is, `hide` leaves the field out, `id` replaces text by 12 characters of HMAC so that it still joins,
 * `params` keeps what the catalogue's sentence names and drops the rest: the exchange's own text travels there.
 */
export type FieldRule = 'show' | 'hide' | 'id' | 'params'

/** `either`: rows of reports, by asset or by symbol. */
export type Named = 'asset' | 'symbol' | 'either'

/** One line of the table. The owner sees every field that has a line. `of` names the table of a nested object. */
export type FieldLine<Of extends string = string> = {
  readonly viewer: FieldRule
  readonly public: FieldRule
  readonly of?: Of
  /** It tells of everything together: nobody is told for whom something is left out. */
  readonly whole?: true
  /**
   * Kind of name that the value is. Where the configuration hides the name, the whole object is dropped, or the name
   * from a list.
   */
  readonly names?: Named
}

/** Seen by the owner and by viewers. */
export const VIEWER: FieldLine<never> = { viewer: 'show', public: 'hide' }
/** Seen by the owner alone. */
export const OWNER: FieldLine<never> = { viewer: 'hide', public: 'hide' }
/** An id: viewers see what stands for it. */
export const ID: FieldLine<never> = { viewer: 'id', public: 'hide' }
/** The parameters of a sentence. */
export const PARAMS: FieldLine<never> = { viewer: 'params', public: 'hide' }
/** Seen by everybody. */
export const EVERYONE: FieldLine<never> = { viewer: 'show', public: 'show' }
/** The same line for a value that names an asset or a symbol. */
export const naming = (names: Named, line: FieldLine<never> = VIEWER): FieldLine<never> => ({ ...line, names })
/** The same line for a value that tells of everything together, also of what is left out for some. */
export const ofAll = (line: FieldLine<never> = VIEWER): FieldLine<never> => ({ ...line, whole: true })
/** An object, or a list of them, of another table. */
export const nested = <Of extends string>(of: Of): FieldLine<Of> => ({ viewer: 'show', public: 'hide', of })
/** The same for everybody, as far as the other table lets them. */
export const nestedForAll = <Of extends string>(of: Of): FieldLine<Of> => ({ viewer: 'show', public: 'show', of })

type KeysOf<Union> = Union extends unknown ? keyof Union : never
/** One line per field: forgetting one does not compile. */
export type Lines<T, Of extends string = never> = { readonly [Field in KeysOf<T>]-?: FieldLine<Of> }
