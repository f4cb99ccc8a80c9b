/** Turns a code and its parameters into a sentence in the reader's language. i18next formats; the catalogue is its resource. */

import i18next from 'i18next'
import { en } from './en.ts'
import { type CatalogueKey, type Language, type Words, codeFamilies } from './keys.ts'
import { zhTw } from './zh-tw.ts'

/** Parameters of a message, by name. */
export type Params = Readonly<Record<string, string | number>>

/** Text of a parameter that a sentence needs and that was not sent. */
const MISSING = '–'
const OPTIONAL = 'optional('

/** Formats a key's text as it is, spaces at its ends included. */
type Translate = (key: CatalogueKey, params: Params) => string

const words: { readonly [Tag in Language]: Words } = { en, 'zh-TW': zhTw }
const translators: { readonly [Tag in Language]: Translate } = {
  en: translatorOf('en'),
  'zh-TW': translatorOf('zh-TW'),
}

/** The words of a key with its parameters put in. */
export function formatMessage(language: Language, key: CatalogueKey, params: Params = {}): string {
  return translators[language](key, params).trim()
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
  return new Set([...namesIn(en, key), ...namesIn(zhTw, key)])
}

/** Names of the parameters of a text and of its optional parts. */
function namesIn(texts: Words, key: CatalogueKey): string[] {
  const text = texts[key]
  const parts = [...text.matchAll(/optional\(part: (\w+)\)/g)].map(([, part]) => `part.${part}`).filter(isCatalogueKey)
  return [
    ...[...text.matchAll(/\{\{(\w+)/g)].map((match) => match[1] ?? ''),
    ...parts.flatMap((part) => namesIn(texts, part)),
  ]
}

function translatorOf(language: Language): Translate {
  const instance = i18next.createInstance({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { catalogue: words[language] } },
    defaultNS: 'catalogue',
    keySeparator: false,
    nsSeparator: false,
    initAsync: false,
    interpolation: { escapeValue: false },
    missingInterpolationHandler: (_text: string, [place]: RegExpExecArray) => (place.includes(OPTIONAL) ? '' : MISSING),
  })
  void instance.init()
  // The keys that i18next knows by type are the page's; the catalogue has a type of its own.
  const text = instance.t.bind(instance) as (key: string, options: object) => string
  const translate: Translate = (key, params) => text(key, { replace: params, nest: false })
  // i18next keeps its place in a text in the instance, so a text inside a text is formatted by another instance.
  let inner: Translate | undefined
  addFormats(instance, language, (key, params) => (inner ??= translatorOf(language))(key, params))
  return translate
}

type Formatting = { readonly replace: Params }
type Format = (value: unknown, language: string | undefined, formatting: Formatting) => string

/** `{{x, seconds}}`, `{{x, family}}` and `{{x, optional(part: name)}}`, as `Words` describes them. */
function addFormats(instance: typeof i18next, language: Language, inner: Translate): void {
  const add = (name: string, format: Format) => instance.services.formatter?.add(name, format as FormatFunction)
  add('seconds', (value) => String(Math.max(0, Math.ceil(Number(value) / 1000))))
  add('optional', (_value, _language, { replace, part }: Formatting & { readonly part?: string }) => {
    const key = `part.${part}`
    if (!isCatalogueKey(key)) return ''
    return namesIn(words[language], key).every((name) => replace[name] !== undefined) ? inner(key, replace) : ''
  })
  for (const family of codeFamilies) {
    add(family, (value, _language, { replace }) => {
      const code = String(value)
      const key = `${family}.${code}`
      return isCatalogueKey(key) ? inner(key, replace) : code
    })
  }
}

type FormatFunction = Parameters<NonNullable<(typeof i18next)['services']['formatter']>['add']>[1]
