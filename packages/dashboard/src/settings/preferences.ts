/** The user's choices for this browser: language, theme, zone, density, colours, privacy. Kept between visits. */

import type { World } from '../world.ts'
import { type TableLayout, readLayouts } from './stored-layouts.ts'

/** Languages of the page, as BCP 47 tags. */
export const languages = ['en', 'zh-TW'] as const
/** Colour themes; `auto` follows the system. */
export const themes = ['auto', 'dark', 'light'] as const
/** Time zones of the page: the browser's, UTC, and UTC+8. */
export const zones = ['local', 'utc', 'utc8'] as const
/** Row heights of the tables. */
export const densities = ['normal', 'compact'] as const
/** Colours of rising and falling prices. */
export const upDownColours = ['green-up', 'red-up'] as const

/** Measures of the equity chart: money, return, profit. */
export const measures = ['absolute', 'return', 'pnl'] as const

/** Currencies of the account's total; a rate is known only where the exchange has a price. */
export const currencies = ['USDT', 'BTC', 'USD', 'TWD'] as const

/** Orders that are confirmed before they are sent; `above`: those worth more than an amount of USDT. */
export const confirmations = ['always', 'above', 'never'] as const

/** A choice: its value on a first visit, and how a stored one is read; `undefined` for an invalid one. */
type Choice<T> = { readonly usual: T; readonly read: (stored: unknown) => T | undefined }

const oneOf = <T extends string>(allowed: readonly T[], usual: NoInfer<T>): Choice<T> => ({
  usual,
  read: (stored) => allowed.find((value) => value === stored),
})
const flag = (usual: boolean): Choice<boolean> => ({
  usual,
  read: (stored) => (typeof stored === 'boolean' ? stored : undefined),
})
const texts: Choice<readonly string[]> = {
  usual: [],
  read: (stored) => (Array.isArray(stored) ? stored.filter((one) => typeof one === 'string') : undefined),
}
const typed = (usual: string): Choice<string> => ({
  usual,
  read: (stored) => (typeof stored === 'string' ? stored : undefined),
})

/** Every choice of the user. */
const choices = {
  language: oneOf(languages, 'en'),
  theme: oneOf(themes, 'auto'),
  zone: oneOf(zones, 'local'),
  density: oneOf(densities, 'normal'),
  upDown: oneOf(upDownColours, 'green-up'),
  /** Amounts are blurred. */
  privacy: flag(false),
  /** Balances worth less than one USDT are left out of the asset table. */
  hideSmall: flag(true),
  /** The equity chart's range. */
  range: typed('1D'),
  /** Measure of the equity chart: money, the return, or profit. */
  measure: oneOf(measures, 'absolute'),
  /** Currency of the account's total. */
  currency: oneOf(currencies, 'USDT'),
  /** Charts and figures include an estimate of the time before tracking began. */
  estimate: flag(false),
  /** The owner's market page reads the exchange's public stream itself. */
  directMarket: flag(false),
  /** Orders that are confirmed before they are sent. */
  confirm: oneOf(confirmations, 'always'),
  /** USDT, as typed; for `above`. */
  confirmAbove: typed('100'),
  /** The first steps have been taken or skipped. */
  welcomed: flag(false),
  /** Symbols of the watchlist. */
  favorites: texts,
  /** Studies and scales of the candle chart that are on, by name. */
  studies: texts,
  /** Layouts of the tables, by the table's name. */
  tables: { usual: {}, read: readLayouts } as Choice<Readonly<Record<string, TableLayout>>>,
}

/** All choices of the user. */
export type Preferences = { readonly [Name in keyof typeof choices]: (typeof choices)[Name]['usual'] }
/** A language of the page. */
export type Language = Preferences['language']
/** A time zone of the page. */
export type Zone = Preferences['zone']

const KEY = 'spotdeck.preferences'

/**
 * Holds the preferences and calls its listeners. Only what was chosen is written to the browser's storage: the rest
 * follows the browser and the defaults.
 */
export class PreferencesStore {
  readonly #storage: World['storage']
  readonly #listeners = new Set<() => void>()
  #chosen: Readonly<Record<string, unknown>>
  #value: Preferences

  /** `browserLanguages` in the browser's order; the first that is Chinese or English decides on a first visit. */
  constructor(storage: World['storage'], browserLanguages: readonly string[]) {
    this.#storage = storage
    this.#chosen = parsed(storage.read(KEY))
    this.#value = readPreferences(this.#chosen, defaults(browserLanguages))
  }

  readonly read = (): Preferences => this.#value

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly update = (change: Partial<Preferences>): void => {
    this.#value = { ...this.#value, ...change }
    // Another tab may have chosen since: only what is changed here is written over it.
    this.#chosen = { ...this.#chosen, ...parsed(this.#storage.read(KEY)), ...change }
    this.#storage.write(KEY, JSON.stringify(this.#chosen))
    for (const listener of this.#listeners) listener()
  }

  /** Takes over what another tab has chosen: amounts that are blurred there are blurred here. */
  readonly follow = (): void => {
    this.#chosen = { ...this.#chosen, ...parsed(this.#storage.read(KEY)) }
    this.#value = readPreferences(this.#chosen, this.#value)
    for (const listener of this.#listeners) listener()
  }
}

/** The choices of a first visit. */
function defaults(browserLanguages: readonly string[]): Preferences {
  const first = browserLanguages.find((language) => /^(?:zh|en)\b/i.test(language)) ?? 'en'
  return { ...valuesOf((_, { usual }) => usual), language: /^zh/i.test(first) ? 'zh-TW' : 'en' }
}

/** A stored object; an empty one where `text` is absent or no object. */
export function parsed(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {}
  } catch {
    return {}
  }
}

/** Stored choices over the defaults, field by field. */
function readPreferences(stored: Readonly<Record<string, unknown>>, fallback: Preferences): Preferences {
  return valuesOf((name, { read }) => read(stored[name]) ?? fallback[name])
}

function valuesOf(of: (name: keyof Preferences, choice: Choice<unknown>) => unknown): Preferences {
  const entries = Object.entries(choices) as [keyof Preferences, Choice<unknown>][]
  return Object.fromEntries(entries.map(([name, choice]) => [name, of(name, choice)])) as Preferences
}
