/** Lists of the documentation site. The site itself is opened in `tests/end-to-end/docs-site.test.ts`. */

import { expect, it } from 'vitest'
import { GROUPS, LEFT_OUT, filesOfSite, placeOf, sidebarOf } from '../../docs/.vitepress/navigation.ts'
import { llmsText } from '../../docs/.vitepress/llms.ts'
import { pages } from './pages.ts'

const inDocs = pages().filter((page) => page.startsWith('docs/'))
const pageOf = (file: string): string => file.replace(/(?:\.zh-TW)?\.md$/, '')

it('lists every page of docs once, and no file that does not exist', () => {
  const listed = GROUPS.flatMap((group) => group.pages)
  expect(listed.filter((page, index) => listed.indexOf(page) !== index)).toEqual([])
  const shown = new Set([...filesOfSite(), ...LEFT_OUT.flatMap((page) => [`${page}.md`, `${page}.zh-TW.md`])])
  expect(inDocs.filter((file) => !shown.has(file))).toEqual([])
  expect(filesOfSite().filter((file) => !pages().includes(file))).toEqual([])
})

it('has the same pages in both languages, each under its own address where it is translated', () => {
  const [english, chinese] = [sidebarOf('en'), sidebarOf('zh-TW')].map((groups) => groups.map(({ items }) => items))
  expect(chinese?.map((items) => items.length)).toEqual(english?.map((items) => items.length))
  const translated = inDocs.filter((file) => file.endsWith('.zh-TW.md') && !LEFT_OUT.includes(pageOf(file)))
  const addresses = chinese?.flat().map(({ link }) => link)
  expect(addresses).toEqual(
    expect.arrayContaining(translated.map((file) => `/${placeOf(file).replace(/(?:index)?\.md$/, '')}`)),
  )
  const foreign = chinese?.flat().filter(({ link }) => !link.startsWith('/zh-TW/'))
  expect(foreign?.filter(({ text }) => !text.endsWith('（英文）'))).toEqual([])
})

it('describes every page in llms.txt by a sentence', () => {
  const lines = llmsText()
    .split('\n')
    .filter((line) => line.startsWith('- '))
  expect(lines.length).toBe(GROUPS.flatMap((group) => group.pages).length)
  expect(lines.filter((line) => !/^- \[[^\]]+\]\(\/docs\/[\w/-]*\): \S.*[.!?]$/.test(line))).toEqual([])
})
