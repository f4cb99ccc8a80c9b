/** Formulas of the chart's studies over candles, oldest first. Lines are drawn, so doubles are enough; gaps are `undefined`. */

/** Values of one candle that studies read. */
export type Bar = {
  readonly time: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** One value for each candle; `undefined` while too few came before. */
export type Values = readonly (number | undefined)[]

/** Mean of the last `length` values. */
export function simpleAverage(values: Values, length: number): Values {
  return values.map((_, at) => mean(windowOf(values, at, length)))
}

/** Exponential average with weight 2 ÷ (length + 1), from the mean of the first `length` values on. */
export function exponentialAverage(values: Values, length: number): Values {
  return smoothed(values, length, 2 / (length + 1))
}

/** Middle, upper and lower band: the mean of `length` closes and `width` standard deviations around it. */
export function bollinger(values: Values, length: number, width: number): readonly [Values, Values, Values] {
  const middle = simpleAverage(values, length)
  const away = values.map((_, at) => {
    const part = windowOf(values, at, length)
    const center = middle[at]
    if (part === undefined || center === undefined) return undefined
    return width * Math.sqrt(part.reduce((sum, value) => sum + (value - center) ** 2, 0) / length)
  })
  return [middle, joined(middle, away, (a, b) => a + b), joined(middle, away, (a, b) => a - b)]
}

/** Relative strength of rises against falls, 0 to 100, smoothed as Wilder did. */
export function relativeStrength(values: Values, length: number): Values {
  const changes = values.map((value, at) => difference(value, values[at - 1]))
  const rises = smoothed(
    changes.map((change) => clipped(change, 1)),
    length,
    1 / length,
  )
  const falls = smoothed(
    changes.map((change) => clipped(change, -1)),
    length,
    1 / length,
  )
  return joined(rises, falls, (up, down) => (up + down === 0 ? 50 : (100 * up) / (up + down)))
}

/** Fast less slow average, its signal line, and their difference. */
export function convergence(values: Values, fast: number, slow: number): readonly [Values, Values, Values] {
  const line = joined(exponentialAverage(values, fast), exponentialAverage(values, slow), (a, b) => a - b)
  const signal = exponentialAverage(line, SIGNAL)
  return [line, signal, joined(line, signal, (a, b) => a - b)]
}

/** Average price by volume since the start of each UTC day. */
export function volumeWeighted(bars: readonly Bar[], dayMs: number): Values {
  let [day, quote, base] = [-1, 0, 0]
  return bars.map(({ time, high, low, close, volume }) => {
    if (Math.floor(time / dayMs) !== day) [day, quote, base] = [Math.floor(time / dayMs), 0, 0]
    quote += ((high + low + close) / 3) * volume
    base += volume
    return base === 0 ? undefined : quote / base
  })
}

const SIGNAL = 9

/** The last `length` values up to `at`; `undefined` where one is missing. */
function windowOf(values: Values, at: number, length: number): readonly number[] | undefined {
  const part = at + 1 < length ? [] : values.slice(at + 1 - length, at + 1).filter((value) => value !== undefined)
  return part.length === length ? part : undefined
}

function mean(values: readonly number[] | undefined): number | undefined {
  return values === undefined ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length
}

function smoothed(values: Values, length: number, weight: number): Values {
  let last: number | undefined
  return values.map((value, at) => {
    last =
      last === undefined || value === undefined ? mean(windowOf(values, at, length)) : last + weight * (value - last)
    return last
  })
}

function joined(a: Values, b: Values, join: (a: number, b: number) => number): Values {
  return a.map((one, at) => {
    const other = b[at]
    return one === undefined || other === undefined ? undefined : join(one, other)
  })
}

function difference(value: number | undefined, before: number | undefined): number | undefined {
  return value === undefined || before === undefined ? undefined : value - before
}

function clipped(change: number | undefined, sign: 1 | -1): number | undefined {
  return change === undefined ? undefined : Math.max(0, sign * change)
}
