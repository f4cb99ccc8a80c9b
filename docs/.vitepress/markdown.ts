/** Changes of the site to Markdown: anchors as on GitHub, no style attribute, no link that leaves the site. */

import { posix } from 'node:path'
import type { MarkdownEnv, MarkdownOptions, MarkdownRenderer } from 'vitepress'

type Token = ReturnType<MarkdownRenderer['parse']>[number]
type Transformer = NonNullable<MarkdownOptions['codeTransformers']>[number]
type Theme = Extract<NonNullable<MarkdownOptions['theme']>, { readonly name?: string; readonly settings?: unknown }>

const TOKENS: Readonly<Record<string, readonly string[]>> = {
  comment: ['comment', 'punctuation.definition.comment'],
  keyword: ['keyword', 'storage'],
  string: ['string', 'constant.other.symbol', 'markup.inline'],
  constant: ['constant', 'support.constant', 'variable.language'],
  function: ['entity.name.function', 'support.function', 'meta.function-call'],
  name: ['entity.name', 'support.type.property-name', 'variable.other.property'],
}

/** A stand-in color for each kind of token, which its class replaces. */
const COLOR_OF = new Map(Object.keys(TOKENS).map((kind, index) => [`#00000${index + 1}`, kind]))

/** Theme of code: its colors are names of classes only; `theme/style.css` has the real ones. */
export const colors: Theme = {
  name: 'spotdeck',
  type: 'light',
  fg: '#000000',
  bg: '#ffffff',
  settings: [...COLOR_OF].map(([foreground, kind]) => ({ scope: [...(TOKENS[kind] ?? [])], settings: { foreground } })),
}

/** Replaces the style attributes of highlighted code by classes: the content security policy refuses them. */
export const classesForStyles: Transformer = {
  name: 'classes-for-styles',
  pre(node) {
    delete node.properties['style']
  },
  span(node) {
    const style = String(node.properties['style'] ?? '').toLowerCase()
    delete node.properties['style']
    const kind = COLOR_OF.get(/#[0-9a-f]{6}/.exec(style)?.[0] ?? '')
    if (kind !== undefined) node.properties['class'] = `code-${kind}`
  },
}

/** The anchor that GitHub gives a heading. */
export function slugOf(heading: string): string {
  return heading
    .toLowerCase()
    .trim()
    .replace(/[^\p{L}\p{N}\p{M} _-]/gu, '')
    .replace(/ /g, '-')
}

/** Aligns columns by class, leads links to the pages of the site, and shows a link to any other file as text. */
export function adaptMarkdown(markdown: MarkdownRenderer, addressOf: (file: string) => string | undefined): void {
  markdown.set({ html: false })
  const { rules } = markdown.renderer
  const textOf = (content = ''): string => markdown.utils.escapeHtml(content).replaceAll('{{', '&#123;&#123;')
  rules['text'] = (tokens, index) => textOf(tokens[index]?.content)
  rules['code_inline'] = (tokens, index) => `<code>${textOf(tokens[index]?.content)}</code>`
  markdown.core.ruler.push('site', ({ tokens, env }: { tokens: Token[]; env: MarkdownEnv }) => {
    for (const token of tokens) {
      alignByClass(token)
      leadLinks(token.children ?? [], (href) => targetOf(href, env.realPath ?? env.path, addressOf))
    }
  })
}

function alignByClass(token: Token): void {
  const align = /text-align:(\w+)/.exec(token.attrGet('style') ?? '')?.[1]
  if (align === undefined) return
  token.attrs = (token.attrs ?? []).filter(([name]) => name !== 'style')
  token.attrJoin('class', `align-${align}`)
}

/** Links without a target become emphasized text. */
function leadLinks(tokens: readonly Token[], targetOfLink: (href: string) => string | undefined): void {
  let target: string | undefined
  for (const token of tokens) {
    if (token.type === 'link_open') target = targetOfLink(token.attrGet('href') ?? '')
    if (!token.type.startsWith('link_')) continue
    if (target === undefined) Object.assign(token, { type: token.type.replace('link', 'em'), tag: 'em', attrs: null })
    else if (token.type === 'link_open') token.attrSet('href', target)
  }
}

/** Address of a link in the site; `undefined` for a file of the repository that is no page of it. */
function targetOf(href: string, path: string, addressOf: (file: string) => string | undefined): string | undefined {
  if (/^(?:[a-z]+:|#|\/)/.test(href)) return href
  const [file = '', anchor] = decodeURI(href).split('#')
  const address = addressOf(posix.join(posix.dirname(path), file))
  return address === undefined || anchor === undefined ? address : `${address}#${anchor}`
}
