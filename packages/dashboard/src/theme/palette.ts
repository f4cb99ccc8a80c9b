/** The tokens as canvas colours: charts cannot read CSS variables, so they are read off the page once per theme. */

/** Colours of a chart. */
export type Palette = {
  readonly surface: string
  readonly raised: string
  readonly line: string
  readonly text: string
  readonly dim: string
  readonly faint: string
  readonly accent: string
  readonly up: string
  readonly down: string
  readonly warn: string
  readonly series: readonly string[]
  readonly other: string
  /** The page's family of fonts. */
  readonly font: string
}

/** Reads the palette that the page shows now; `look` names theme and colours, as `usePalette` found them. */
export function readPalette(look: string): Palette {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string) => style.getPropertyValue(`--${name}`).trim()
  // `--up` refers to another token, and so reads as that token's text in some browsers.
  const redUp = look.includes('red-up')
  return {
    surface: token('surface'),
    raised: token('raised'),
    line: token('line'),
    text: token('text'),
    dim: token('dim'),
    faint: token('faint'),
    accent: token('accent'),
    up: token(redUp ? 'red' : 'green'),
    down: token(redUp ? 'green' : 'red'),
    warn: token('warn'),
    series: Array.from({ length: SERIES_COUNT }, (_, index) => token(`series-${index}`)),
    other: token('series-other'),
    font: token('font'),
  }
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
