/** Words stay readable on everything that may lie behind them: WCAG 2.2 AA, 4.5 to 1, in both themes. */

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

type Rgb = readonly [number, number, number]
type Tokens = ReadonlyMap<string, string>

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')
const tokensOf = (block: string): Tokens =>
  new Map([...block.matchAll(/--([a-z-]+\d*): ([^;]+);/g)].map(([, name = '', value = '']) => [name, value]))
const blocks = css.split(/^:root/m)
const dark = tokensOf(blocks.find((block) => block.includes('color-scheme: dark')) ?? '')
const light = tokensOf(blocks.find((block) => block.includes('color-scheme: light')) ?? '')

const colour = (tokens: Tokens, name: string): Rgb => {
  const digits = /^#([0-9a-f]{6})$/.exec(tokens.get(name) ?? '')?.[1]
  if (digits === undefined) throw new Error(`--${name} is no colour of six digits`)
  return [0, 2, 4].map((at) => parseInt(digits.slice(at, at + 2), 16)) as unknown as Rgb
}

/** `share` of a colour laid over another, as a browser blends it. */
const over = (top: Rgb, share: number, below: Rgb): Rgb =>
  top.map((value, at) => value * share + (below[at] ?? 0) * (1 - share)) as unknown as Rgb

/** A token such as `rgb(47 95 224 / 10%)` over a ground. */
function softOver(tokens: Tokens, name: string, below: Rgb): Rgb {
  const parts = /^rgb\((\d+) (\d+) (\d+) \/ (\d+)%\)$/.exec(tokens.get(name) ?? '')
  if (parts === null) throw new Error(`--${name} is no soft colour`)
  const [red = 0, green = 0, blue = 0, percent = 0] = parts.slice(1).map(Number)
  return over([red, green, blue], percent / 100, below)
}

const luminance = (rgb: Rgb): number => {
  const [red = 0, green = 0, blue = 0] = rgb
    .map((value) => value / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const contrast = (a: Rgb, b: Rgb): number => {
  const [brighter = 0, darker = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (brighter + 0.05) / (darker + 0.05)
}

/** Everything that a figure may stand on: the grounds, a chosen row, a warning bar, and each while it flashes. */
function backgrounds(tokens: Tokens): [string, Rgb][] {
  const grounds = ['ground', 'surface', 'raised', 'hover'].map((name): [string, Rgb] => [name, colour(tokens, name)])
  const soft = ['accent-soft', 'warn-soft'].flatMap((name) =>
    grounds.map(([ground, rgb]): [string, Rgb] => [`${name} on ${ground}`, softOver(tokens, name, rgb)]),
  )
  // the flash of `Flash` in `views/parts/figures.tsx`; nothing that changes stands on a soft bar
  const flashing = grounds.map(([name, rgb]): [string, Rgb] => [
    `flash on ${name}`,
    over(colour(tokens, 'accent'), 0.12, rgb),
  ])
  return [...grounds, ...soft, ...flashing]
}

describe.each([
  ['dark', dark],
  ['light', light],
] as const)('%s', (_theme, tokens) => {
  test.each(['text', 'dim', 'accent-text', 'green-text', 'red-text', 'warn-text'])('--%s', (name) => {
    const faint = backgrounds(tokens)
      .map(([ground, rgb]) => ({ ground, ratio: contrast(colour(tokens, name), rgb) }))
      .filter(({ ratio }) => ratio < 4.5)
    expect(faint).toEqual([])
  })

  test.each(['green', 'red'])('--%s-text on a bar of depth of its own colour', (name) => {
    const bar = over(colour(tokens, name), 0.18, colour(tokens, 'surface'))
    expect(contrast(colour(tokens, `${name}-text`), bar)).toBeGreaterThanOrEqual(4.5)
  })

  test.each(['green', 'red', 'danger'])('white text on --%s-fill', (name) => {
    expect(contrast([255, 255, 255], colour(tokens, `${name}-fill`))).toBeGreaterThanOrEqual(4.5)
  })
})
