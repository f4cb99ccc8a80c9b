/** Turns a code and its parameters into a sentence in the reader's language. */

import { en } from './en.ts'
import type { CatalogueKey, Language, Words } from './keys.ts'
import { zhTw } from './zh-tw.ts'

/** Parameters of a message, by name. */
export type Params = Readonly<Record<string, string | number>>

const words: { readonly [Tag in Language]: Words } = { en, 'zh-TW': zhTw }

const PARAM = /\{(\w+)(?::(\w+))?\}/g
const OPTIONAL = /\[\[(.*?)\]\]/g
/** Stands where a sentence needs a parameter that was not sent. */
const MISSING = '–'

/** The words of a key with its parameters put in. */
export function formatMessage(language: Language, key: CatalogueKey, params: Params = {}): string {
  return words[language][key]
    .replace(OPTIONAL, (_, part: string) => (namesIn(part).every((name) => params[name] !== undefined) ? part : ''))
    .replace(PARAM, (_, name: string, format?: string) => write(language, params, name, format))
    .trim()
}

/** The words of a code of an open list (`reason`, `status`, …); a code without words is shown as it is. */
export function formatCode(language: Language, family: string, code: string, params: Params = {}): string {
  const key = `${family}.${code}`
  return isCatalogueKey(key) ? formatMessage(language, key, params) : code
}

/** Returns whether the catalogue has the key. */
export function isCatalogueKey(key: string): key is CatalogueKey {
  return Object.hasOwn(en, key)
}

/** The parameters that a key's sentence names, in any language. */
export function paramNames(key: CatalogueKey): ReadonlySet<string> {
  return new Set([...namesIn(en[key]), ...namesIn(zhTw[key])])
}

/** Every key, for tests and translators. */
export function catalogueKeys(): readonly CatalogueKey[] {
  return Object.keys(en).filter(isCatalogueKey)
}

function namesIn(text: string): string[] {
  return [...text.matchAll(PARAM)].map((match) => match[1] ?? '')
}

function write(language: Language, params: Params, name: string, format: string | undefined): string {
  const value = params[name]
  if (value === undefined) return MISSING
  if (format === 'seconds') return String(Math.max(0, Math.ceil(Number(value) / 1000)))
  return format === undefined ? String(value) : formatCode(language, format, String(value), params)
}
