/** The pages that people read: translations in step with their originals, links and file names that lead somewhere. */

import { existsSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, expect, it } from 'vitest'
import { anchors, codeBlocks, headings, links, pages, prose, read, root, tables } from './pages.ts'

const all = pages()
const translations = all.filter((page) => page.endsWith('.zh-TW.md'))
const originalOf = (page: string): string => page.replace('.zh-TW.md', '.md')

describe.each(translations)('%s', (page) => {
  const [chinese, english] = [read(page), read(originalOf(page))]

  it('has the headings of its original, level by level', () => {
    const levels = (text: string): readonly number[] => headings(text).map((line) => line.indexOf(' '))
    expect(levels(chinese)).toEqual(levels(english))
  })

  it('has the code of its original, byte for byte', () => {
    expect(codeBlocks(chinese)).toEqual(codeBlocks(english))
  })

  it('has the tables of its original, row by row', () => {
    expect(tables(chinese)).toEqual(tables(english))
  })

  it('links to its original at the top, and the original links back', () => {
    const name = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
    const top = (text: string): string => text.split('\n').slice(0, 4).join('\n')
    expect(top(chinese)).toContain(`[English](${name(originalOf(page))})`)
    expect(top(english)).toContain(`[繁體中文](${name(page)})`)
  })

  it('has a space between Chinese and Latin text, and full-width punctuation', () => {
    const text = prose(chinese).replace(/https?:\S+/g, '')
    const words = text.replace(/\]\([^)]*\)/g, ']')
    const found = [
      /[\p{Script=Han}][A-Za-z0-9`]/gu,
      /[A-Za-z0-9`%][\p{Script=Han}]/gu,
      /[\p{Script=Han}][,;:?!]/gu,
      /[,;:?!]\s?[\p{Script=Han}]/gu,
    ].flatMap((pattern) => [...words.matchAll(pattern)].map(({ index }) => words.slice(index - 8, index + 8)))
    expect(found).toEqual([])
  })
})

it('finds a translation of every page that a trader or an operator reads', () => {
  const needed = ['README', 'guide', 'api', 'configuration', 'operations', 'sandbox', 'sdk', 'notes-coverage']
  expect(translations.map((page) => page.replace(/^docs\/(?:evidence\/)?/, '').replace('.zh-TW.md', ''))).toEqual(
    expect.arrayContaining(needed),
  )
})

describe.each(all)('%s', (page) => {
  const text = read(page)

  it('links only to files and headings that exist', () => {
    const broken = links(text).filter((target) => {
      if (/^[a-z]+:/.test(target)) return false
      const [path = '', anchor] = decodeURI(target).split('#')
      const file = path === '' ? page : normalize(join(dirname(page), path))
      if (!existsSync(root + file)) return true
      return anchor !== undefined && !anchors(read(file)).has(anchor)
    })
    expect(broken).toEqual([])
  })

  it('names only files that exist', () => {
    const named = [...prose(text).matchAll(/`((?:packages|tests|docs|scripts|bench|examples)\/[\w./-]+)`/g)]
    const generated = new Set(['docs/reference'])
    const missing = named
      .map(([, path = '']) => path)
      .filter((path) => !generated.has(path) && !existsSync(root + path))
    expect(missing).toEqual([])
  })
})

it.each(['README.md', 'README.zh-TW.md'])('%s is a first screen: short, with the two commands and pictures', (page) => {
  const text = read(page)
  expect(text.split('\n').length).toBeLessThanOrEqual(91)
  expect(codeBlocks(text)[0]).toMatch(/^npm start\b[\s\S]*^npm test\b/m)
  const pictures = [...text.matchAll(/<img src="([^"]+)"/g)].map(([, path = '']) => path)
  expect([pictures.length, pictures.filter((path) => !existsSync(root + path))]).toEqual([2, []])
})
