/** The tokens as canvas colours: charts cannot read CSS variables, so they are read off the page once per theme. */

/** Tokens that a chart reads as they are. */
const TOKENS = ['surface', 'raised', 'line', 'text', 'dim', 'faint', 'accent', 'warn', 'font'] as const

/** Colours of a chart; `font` is the page's family of fonts. */
export type Palette = Readonly<Record<(typeof TOKENS)[number] | 'up' | 'down' | 'other', string>> & {
  readonly series: readonly string[]
}

/** Reads the palette that the page shows now; `look` names theme and colours, as `usePalette` found them. */
export function readPalette(look: string): Palette {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim()
  const plain = Object.fromEntries(TOKENS.map((name) => [name, token(name)])) as Record<(typeof TOKENS)[number], string>
  // `--up` refers to another token, and so reads as that token's text in some browsers.
  const [up, down] = look.includes('red-up') ? (['red', 'green'] as const) : (['green', 'red'] as const)
  const series = Array.from({ length: SERIES_COUNT }, (_, index) => token(`series-${index}`))
  return { ...plain, up: token(up), down: token(down), series, other: token('series-other') }
}

/** The series' colours of what is available and what is in orders: far from those of up, down and doubt. */
export const PART_COLOURS = { free: 6, locked: 3 } as const

/** Number of series colours. */
export const SERIES_COUNT = 10

/** `#rrggbb` with an alpha of 0 to 1. */
export function withAlpha(hex: string, alpha: number): string {
  const byte = Math.round(alpha * 255)
  return `${hex}${byte.toString(16).padStart(2, '0')}`
}
