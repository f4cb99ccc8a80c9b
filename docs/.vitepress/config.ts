/** The documentation site, built from the Markdown of this repository: `npm run docs:site`. It asks no other host. */

import { existsSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { DefaultTheme, UserConfig } from 'vitepress'
import { llmsText } from './llms.ts'
import { adaptMarkdown, classesForStyles, colors, slugOf } from './markdown.ts'
import { LEFT_OUT, type Language, filesOfSite, placeOf, root, sidebarOf } from './navigation.ts'

const files = new Set(filesOfSite())

const leftOut = ['README', ...LEFT_OUT].flatMap((page) => [`${page}.md`, `${page}.zh-TW.md`])

/**
 * Address of a file of this repository in the site.
 * @throws {Error} for a link to a file that does not exist, which ends the build
 */
function addressOf(path: string): string | undefined {
  if (!existsSync(path)) throw new Error(`a link leads to ${path}, which does not exist`)
  const file = relative(root, path)
  return files.has(file) ? `/${placeOf(file).replace(/(?:index)?\.md$/, '')}` : undefined
}

/** Words of a text for the search, each Chinese character one. The page gets its code: it names nothing outside. */
const wordsOf = (text: string): string[] =>
  text.toLowerCase().match(/\p{Script=Han}|[^\P{L}\p{Script=Han}]+|\p{N}+/gu) ?? []

const chinese = {
  outline: { label: '本頁內容' },
  docFooter: { prev: '上一頁', next: '下一頁' },
  darkModeSwitchLabel: '深色模式',
  lightModeSwitchTitle: '切換為淺色',
  darkModeSwitchTitle: '切換為深色',
  sidebarMenuLabel: '目錄',
  returnToTopLabel: '回到頂端',
  langMenuLabel: '語言',
  skipToContentLabel: '跳至內容',
  notFound: { title: '查無此頁', quote: '請從目錄或搜尋找到所需的頁面。', linkText: '回到首頁' },
} satisfies DefaultTheme.Config

const searchInChinese = {
  button: { buttonText: '搜尋', buttonAriaLabel: '搜尋' },
  modal: {
    displayDetails: '顯示內容',
    resetButtonTitle: '清除',
    backButtonTitle: '關閉',
    noResultsText: '查無結果：',
    footer: { selectText: '開啟', navigateText: '移動', closeText: '關閉' },
  },
}

const themeOf = (language: Language): DefaultTheme.Config => ({
  sidebar: sidebarOf(language) as DefaultTheme.SidebarItem[],
})

const config: UserConfig<DefaultTheme.Config> = {
  title: 'Spotdeck',
  description: 'A live desk for MEXC spot accounts',
  base: '/docs/',
  srcDir: '..',
  srcExclude: ['{bench,deploy,examples,node_modules,packages,scripts,tests}/**', 'docs/reference/**', ...leftOut],
  outDir: '../packages/dashboard/docs',
  cacheDir: '../node_modules/.cache/vitepress',
  rewrites: placeOf,
  cleanUrls: true,
  // Else a style element is added for a moment, which the content security policy refuses.
  appearance: { disableTransition: false },
  head: [['link', { rel: 'icon', href: '/favicon.svg' }]],
  markdown: {
    theme: colors,
    codeTransformers: [classesForStyles],
    anchor: { slugify: slugOf },
    config: (markdown) => adaptMarkdown(markdown, addressOf),
  },
  locales: {
    root: { label: 'English', lang: 'en', themeConfig: themeOf('en') },
    'zh-TW': { label: '繁體中文', lang: 'zh-TW', link: '/zh-TW/', themeConfig: { ...themeOf('zh-TW'), ...chinese } },
  },
  themeConfig: {
    i18nRouting: false,
    outline: [2, 3],
    search: {
      provider: 'local',
      options: {
        locales: { 'zh-TW': { translations: searchInChinese } },
        miniSearch: { options: { tokenize: wordsOf }, searchOptions: { combineWith: 'AND' } },
      },
    },
  },
  // The content security policy refuses style attributes; `theme/style.css` has what they said.
  transformHtml: (html) => html.replaceAll(/ style="[^"]*"/g, ''),
  buildEnd: ({ outDir }) => writeFileSync(join(outDir, 'llms.txt'), llmsText()),
}

export default config
