/** Order of the documentation site: groups of pages by the reader's path. Titles are those of the pages. */

import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Languages of the site, each with the suffix of its files. */
export const LANGUAGES = { en: '', 'zh-TW': '.zh-TW' } as const
export type Language = keyof typeof LANGUAGES

type Group = { readonly title: Readonly<Record<Language, string>>; readonly pages: readonly string[] }
type Item = { readonly text: string; readonly link: string }
/** A group of the sidebar with its items. */
export type SidebarGroup = { readonly text: string; readonly collapsed: boolean; readonly items: readonly Item[] }

export const root = fileURLToPath(new URL('../..', import.meta.url))

/** Pages that the site leaves out: the pictures take more room than all else. */
export const LEFT_OUT: readonly string[] = ['docs/pictures']

const decisions = readdirSync(`${root}docs/decisions`)
  .filter((name) => /^\d.*\.md$/.test(name))
  .toSorted()
  .map((name) => `docs/decisions/${name.slice(0, -'.md'.length)}`)

/** Every page of the site, as its path from the root without suffix. */
export const GROUPS: readonly Group[] = [
  {
    title: { en: 'Start', 'zh-TW': '開始' },
    pages: ['README', 'start', 'faq', 'comparison'].map((name) => `docs/${name}`),
  },
  {
    title: { en: 'Guides', 'zh-TW': '指南' },
    pages: ['guide', 'plans', 'sandbox', 'sandbox-recipes', 'sdk', 'deploy', 'operations', 'upgrade', 'uninstall'].map(
      (name) => `docs/${name}`,
    ),
  },
  {
    title: { en: 'Concepts', 'zh-TW': '概念' },
    pages: ['docs/architecture', 'docs/life-of-a-deal', 'docs/threat-model', 'docs/glossary'],
  },
  {
    title: { en: 'References', 'zh-TW': '參考' },
    pages: [
      ...['command', 'configuration', 'api', 'exact', 'sdk-errors', 'mexc-reference'].map((name) => `docs/${name}`),
      'CHANGELOG',
      'SECURITY',
    ],
  },
  {
    title: { en: 'Evidence', 'zh-TW': '佐證' },
    pages: [
      ...['reliability', 'bench', 'capacity', 'security', 'mexc-cases', 'sandbox-fidelity', 'sandbox-market'],
      ...['notes-coverage', 'dependencies'],
    ].map((name) => `docs/evidence/${name}`),
  },
  {
    title: { en: 'Decisions', 'zh-TW': '決策' },
    pages: ['CONTRIBUTING', 'docs/style', 'docs/decisions/README', ...decisions],
  },
]

/** File of a page in a language; the English one where it has no translation. */
export function fileOf(page: string, language: Language): string {
  const translated = `${page}${LANGUAGES[language]}.md`
  return existsSync(root + translated) ? translated : `${page}.md`
}

/** Place of a file in the site: `docs/api.zh-TW.md` becomes `zh-TW/api.md`, a `README` the index of its folder. */
export function placeOf(file: string): string {
  const isChinese = file.endsWith('.zh-TW.md')
  const place = file.replace(/^docs\//, '').replace('.zh-TW.md', '.md')
  const indexed = place.replace(/(^|\/)README\.md$/, '$1index.md')
  return isChinese ? `zh-TW/${indexed}` : indexed
}

/** The first heading of a file, up to a colon. */
export function titleOf(file: string): string {
  const heading = /^# (.+)$/m.exec(readFileSync(root + file, 'utf8'))?.[1] ?? file
  return heading.split(/[:：]/)[0] ?? heading
}

/** The sidebar in a language. */
export function sidebarOf(language: Language): readonly SidebarGroup[] {
  return GROUPS.map(({ title, pages }) => ({
    text: title[language],
    collapsed: pages.length > 12,
    items: pages.map((page) => {
      const file = fileOf(page, language)
      const link = placeOf(file).replace(/(?:index)?\.md$/, '')
      const isForeign = language !== 'en' && !file.endsWith(`${LANGUAGES[language]}.md`)
      return { text: titleOf(file) + (isForeign ? '（英文）' : ''), link: `/${link}` }
    }),
  }))
}

/** Files of the site in all languages. */
export function filesOfSite(): readonly string[] {
  const languages = Object.keys(LANGUAGES) as Language[]
  return [
    ...new Set(GROUPS.flatMap(({ pages }) => pages.flatMap((page) => languages.map((each) => fileOf(page, each))))),
  ]
}
