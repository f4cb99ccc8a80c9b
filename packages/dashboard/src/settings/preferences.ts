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

/** Orders that are confirmed before they are sent; `above`: those worth more than an amount of USDT. */
export const confirmations = ['always', 'above', 'never'] as const

/** A language of the page. */
export type Language = (typeof languages)[number]
/** A colour theme. */
export type Theme = (typeof themes)[number]
/** A time zone of the page. */
export type Zone = (typeof zones)[number]
/** A row height. */
export type Density = (typeof densities)[number]
/** A pair of colours for rising and falling. */
export type UpDownColours = (typeof upDownColours)[number]

/** All choices of the user. */
export type Preferences = {
  readonly language: Language
  readonly theme: Theme
  readonly zone: Zone
  readonly density: Density
  readonly upDown: UpDownColours
  /** Amounts are blurred. */
  readonly privacy: boolean
  /** Balances worth less than one USDT are left out of the asset table. */
  readonly hideSmall: boolean
  /** The equity chart's range. */
  readonly range: string
  /** Measure of the equity chart: money, the return, or profit. */
  readonly measure: (typeof measures)[number]
  /** Charts and figures include an estimate of the time before tracking began. */
  readonly estimate: boolean
  /** The owner's market page reads the exchange's public stream itself. */
  readonly directMarket: boolean
  /** Orders that are confirmed before they are sent. */
  readonly confirm: (typeof confirmations)[number]
  /** USDT, as typed; for `above`. */
  readonly confirmAbove: string
  /** The first steps have been taken or skipped. */
  readonly welcomed: boolean
  /** Symbols of the watchlist. */
  readonly favorites: readonly string[]
  /** Studies and scales of the candle chart that are on, by name. */
  readonly studies: readonly string[]
  /** Layouts of the tables, by the table's name. */
  readonly tables: Readonly<Record<string, TableLayout>>
}

const KEY = 'spotdeck.preferences'

/**
 * Holds the preferences and tells who listens. Only what was chosen is written to the browser's storage: the rest goes on
 * following the browser and the defaults.
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

function defaults(browserLanguages: readonly string[]): Preferences {
  const first = browserLanguages.find((language) => /^(?:zh|en)\b/i.test(language))
  return {
    language: first !== undefined && /^zh/i.test(first) ? 'zh-TW' : 'en',
    theme: 'auto',
    zone: 'local',
    density: 'normal',
    upDown: 'green-up',
    privacy: false,
    hideSmall: true,
    range: '1D',
    measure: 'absolute',
    estimate: false,
    directMarket: false,
    confirm: 'always',
    confirmAbove: '100',
    welcomed: false,
    favorites: [],
    studies: [],
    tables: {},
  }
}

function parsed(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {}
  } catch {
    return {}
  }
}

/** Stored choices over the defaults, field by field: an unknown or invalid value falls back. */
function readPreferences(stored: Readonly<Record<string, unknown>>, fallback: Preferences): Preferences {
  const pick = <T extends string>(name: string, allowed: readonly T[], otherwise: T): T =>
    allowed.find((value) => value === stored[name]) ?? otherwise
  const flag = (name: string, otherwise: boolean) => {
    const value = stored[name]
    return typeof value === 'boolean' ? value : otherwise
  }
  const typed = (name: string, otherwise: string) => {
    const value = stored[name]
    return typeof value === 'string' ? value : otherwise
  }
  const texts = (name: string, otherwise: readonly string[]): readonly string[] => {
    const value = stored[name]
    return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : otherwise
  }
  return {
    language: pick('language', languages, fallback.language),
    theme: pick('theme', themes, fallback.theme),
    zone: pick('zone', zones, fallback.zone),
    density: pick('density', densities, fallback.density),
    upDown: pick('upDown', upDownColours, fallback.upDown),
    privacy: flag('privacy', fallback.privacy),
    hideSmall: flag('hideSmall', fallback.hideSmall),
    range: typed('range', fallback.range),
    measure: pick('measure', measures, fallback.measure),
    estimate: flag('estimate', fallback.estimate),
    directMarket: flag('directMarket', fallback.directMarket),
    confirm: pick('confirm', confirmations, fallback.confirm),
    confirmAbove: typed('confirmAbove', fallback.confirmAbove),
    welcomed: flag('welcomed', fallback.welcomed),
    favorites: texts('favorites', fallback.favorites),
    studies: texts('studies', fallback.studies),
    tables: readLayouts(stored['tables']),
  }
}
