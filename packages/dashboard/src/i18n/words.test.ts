import { expect, test } from 'vitest'
import { en } from './en.ts'
import { createI18n } from './setup.ts'
import { zhTw } from './zh-tw.ts'

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
  expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort())
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
