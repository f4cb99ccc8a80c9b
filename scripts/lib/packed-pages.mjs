// Pages of a tarball: its README and the guides that come with it, with links that lead somewhere from there.

import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { root } from './steps.mjs'

const FENCED = /(^```[\s\S]*?^```$)/m
const LINK = /\[([^[\]]*)\]\(([^)\s]+)\)/g
const isElsewhere = (target) => /^(?:[a-z]+:|#)/.test(target)

/** A page outside its blocks of code, changed; every second part of the split is a block. */
const outsideCode = (text, change) =>
  text
    .split(FENCED)
    .map((part, index) => (index % 2 === 0 ? change(part) : part))
    .join('')

/**
 * A page's text as it is packed. A link to a packed page leads to it, any other one into the repository if its address
 * is known, else its words stay alone.
 * @param {{ page: string, packed: ReadonlyMap<string, string>, repository?: string }} how
 *   `packed`: place in the tarball by that in the repository, this page included; `repository`: address of its files
 */
export function packedText(text, { page, packed, repository }) {
  const own = packed.get(page)
  return outsideCode(text, (part) =>
    part.replaceAll(LINK, (whole, words, target) => {
      if (isElsewhere(target)) return whole
      const [path, anchor] = target.split('#')
      const named = posix.join(posix.dirname(page), path).replace(/\/$/, '')
      const there = packed.get(named)
      const hash = anchor === undefined ? '' : `#${anchor}`
      if (there !== undefined) return `[${words}](${posix.relative(posix.dirname(own), there)}${hash})`
      return repository === undefined ? words : `[${words}](${repository}/${named}${hash})`
    }),
  )
}

/** Writes a product's README and pages, with their translations, into the folder of its tarball. */
export function stagePages({ main, pages }, stage, repository) {
  const translated = pages.flatMap((page) => [page, page.replace(/\.md$/, '.zh-TW.md')])
  const packed = new Map([[`packages/${main}/README.md`, 'README.md']])
  for (const page of translated) if (existsSync(join(root, page))) packed.set(page, page)
  for (const [page, place] of packed) {
    mkdirSync(dirname(join(stage, place)), { recursive: true })
    writeFileSync(join(stage, place), packedText(readFileSync(join(root, page), 'utf8'), { page, packed, repository }))
  }
}

/** Links of an unpacked product's pages that lead to no file of it, as `page: target`. */
export function deadLinks(folder) {
  const pages = readdirSync(folder, { recursive: true }).filter((file) => /^(?:README|docs\W.*)\.md$/.test(file))
  return pages.flatMap((page) => {
    const [found, text] = [[], readFileSync(join(folder, page), 'utf8')]
    outsideCode(text, (part) => void found.push(...[...part.matchAll(LINK)].map(([, , target]) => target)))
    const dead = found.filter(
      (target) => !isElsewhere(target) && !existsSync(join(folder, dirname(page), target.split('#')[0])),
    )
    return dead.map((target) => `${page}: ${target}`)
  })
}
