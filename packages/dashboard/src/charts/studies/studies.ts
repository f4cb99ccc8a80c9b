/** Studies of the candle chart as data: each is lines over the candles, or in a pane below. */

import { DAY_MS } from '../../durations.ts'
import {
  type Bar,
  type Values,
  bollinger,
  convergence,
  exponentialAverage,
  relativeStrength,
  simpleAverage,
  volumeWeighted,
} from './formulas.ts'

/** Names of the studies, in the order of their menu. */
export const studyNames = ['ma', 'ema', 'bollinger', 'vwap', 'rsi', 'macd'] as const
/** A study's name. */
export type StudyName = (typeof studyNames)[number]

/** Choices beside the studies: scales of the price axis, of which one holds, and volume in value. */
export const choiceNames = ['log', 'percent', 'value'] as const

/** One study: its lines, each with a color of the series' palette, and whether it has a pane of its own. */
export type Study = {
  readonly isApart: boolean
  readonly colors: readonly number[]
  readonly linesOf: (bars: readonly Bar[]) => readonly Values[]
}

const closes = (bars: readonly Bar[]): Values => bars.map(({ close }) => close)

/** Every study by its name, with the lengths that traders know. */
export const STUDIES: { readonly [Name in StudyName]: Study } = {
  ma: {
    isApart: false,
    colors: [0, 2],
    linesOf: (bars) => [simpleAverage(closes(bars), 20), simpleAverage(closes(bars), 50)],
  },
  ema: {
    isApart: false,
    colors: [4, 5],
    linesOf: (bars) => [exponentialAverage(closes(bars), 12), exponentialAverage(closes(bars), 26)],
  },
  bollinger: { isApart: false, colors: [6, 6, 6], linesOf: (bars) => bollinger(closes(bars), 20, 2) },
  vwap: { isApart: false, colors: [3], linesOf: (bars) => [volumeWeighted(bars, DAY_MS)] },
  rsi: { isApart: true, colors: [4], linesOf: (bars) => [relativeStrength(closes(bars), 14)] },
  macd: { isApart: true, colors: [0, 2, 7], linesOf: (bars) => convergence(closes(bars), 12, 26) },
}

/** `chosen` with `name` switched; the two scales exclude each other. */
export function switched(chosen: readonly string[], name: string): readonly string[] {
  if (chosen.includes(name)) return chosen.filter((one) => one !== name)
  const other = { log: 'percent', percent: 'log' }[name]
  return [...chosen.filter((one) => one !== other), name]
}

/**
 * Studies that are drawn of those chosen. On the percent scale each line counts from its own first value, so that lines over the
 * candles would lie: they are left out.
 */
export function shownStudies(chosen: readonly string[]): readonly StudyName[] {
  const isPercent = chosen.includes('percent')
  return studyNames.filter((name) => chosen.includes(name) && (STUDIES[name].isApart || !isPercent))
}
