import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { createI18n } from './setup.ts'
import { en, zhTw } from './words.ts'

type Tree = { readonly [key: string]: string | Tree }

function flatten(tree: Tree, path = ''): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string' ? [[`${path}${key}`, value] as const] : [...flatten(value, `${path}${key}.`)],
    ),
  )
}

const english = flatten(en)
const chinese = flatten(zhTw)
const params = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort()

test('both languages have text for every key', () => {
  for (const [key, words] of [...english, ...chinese]) expect(words.trim(), key).not.toBe('')
})

test('both languages use the same parameters', () => {
  for (const [key, words] of english) expect(params(chinese.get(key) ?? ''), key).toEqual(params(words))
})

test('every message is formatted in both languages with all its parameters', () => {
  for (const [language, words] of [
    ['en', english],
    ['zh-TW', chinese],
  ] as const) {
    const instance = createI18n(language)
    const format = instance.t.bind(instance) as (key: string, params: Readonly<Record<string, string>>) => string
    for (const [key, text] of words) {
      const given = params(text).map((name = '') => [name, `<${name}>`] as const)
      expect(format(key, Object.fromEntries(given)), `${language} ${key}`).toBe(
        text.replaceAll(/\{\{(\w+)\}\}/g, '<$1>'),
      )
    }
  }
})

test('Chinese text has full-width punctuation, with a space beside Latin words and numbers', () => {
  const han = '[\\u4e00-\\u9fff]'
  const crowded = new RegExp(`${han}[A-Za-z0-9]|[A-Za-z0-9]${han}`)
  for (const [key, words] of chinese) {
    expect(words, key).not.toMatch(new RegExp(`${han}[,.!?:;]|[,!?;]${han}`))
    expect(words, key).not.toMatch(crowded)
  }
})

test('the page uses every key', () => {
  const source = fileURLToPath(new URL('..', import.meta.url))
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  const shipped = files.filter((file) => /\.tsx?$/.test(file) && !/\.test\.|testing|i18n.pages/.test(file))
  const literals = new Set<string>()
  const templates: RegExp[] = []
  for (const text of shipped.map((file) => readFileSync(join(source, file), 'utf8'))) {
    for (const [, literal = ''] of text.matchAll(/'([\w.:-]+)'/g)) literals.add(literal)
    for (const [, template = ''] of text.matchAll(/`(\w+\.(?:[\w.:-]|\$\{[^`{}]*\})*)`/g))
      templates.push(new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\$\{[^}]*\}/g, '[^.]+')}$`))
  }
  const isUsed = (key: string) => literals.has(key) || templates.some((template) => template.test(key))
  const unused = [...english.keys()].filter((key) => !isUsed(key.replace(/_(one|other)$/, '')))
  expect(unused).toEqual([])
})
