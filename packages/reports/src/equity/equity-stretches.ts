/**
 * Stretches of equity: what the samples of a stretch of time say together, stored beside them. A report reads them in
 * place of samples that its answer does not tell apart, so that it reads about as many rows as its answer has points.
 */

import {
  type EquityPoints,
  type EquityRow,
  type EquityStretch,
  type Resolution,
  type StretchResolution,
  STRETCH_MS,
} from '@spotdeck/store'
import { type EquitySample, levelsOf } from '@spotdeck/ledger'
import type { Span } from '../base/port.ts'
import { type DenseRow, HOLE_STEPS, STEP_MS } from './equity-curve.ts'
import { sampleOf } from './equity-index.ts'

/** Readings of a span whose samples change meanwhile. */
const TRIES = 3

/** Reading calls for samples; without stretches, every sample is read. */
export type EquitySource = Pick<EquityPoints, 'equity'> & Partial<Pick<EquityPoints, 'equityWithin' | 'stretches'>>

/**
 * The stretch of samples that follow each other and the one before them without a gap; `undefined` where they do not,
 * or where one of them is an estimate or has unknown deposits: such samples are restated one by one.
 * @param before the last sample before the stretch
 */
export function stretchOf(
  resolution: StretchResolution,
  begin: number,
  [before, ...rows]: readonly EquityRow[],
): EquityStretch | undefined {
  const [first, last] = [rows[0], rows.at(-1)]
  if (before === undefined || first === undefined || last === undefined) return undefined
  const samples: EquitySample[] = []
  for (const row of [before, ...rows]) {
    const since = samples.at(-1)?.time ?? row.time
    if (row.backfilled === true || row.netDeposits === null) return undefined
    if (row.time - since > HOLE_STEPS * STEP_MS[resolution]) return undefined
    samples.push(...sampleOf(row))
  }
  return { begin, since: before.time, first: first.time, last, grown: levelsOf(samples) }
}

/** Times, in ms, ascending: samples before one of them and from it on are never read together. */
export type Cuts = readonly number[]

/** True if the samples of a stretch, and the one before it, are on one side of each cut. */
export function isUncut({ since, last }: EquityStretch, cuts: Cuts): boolean {
  let [low, high] = [0, cuts.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((cuts[middle] ?? Infinity) > since) high = middle
    else low = middle + 1
  }
  return (cuts[low] ?? Infinity) > last.time
}

/** A stored sample; `grown`: it stands also for those since the one before it. */
export type StretchedRow = EquityRow & Pick<DenseRow, 'grown'>

/** Request for the samples of a span. */
export type SampleQuery = Span & {
  /** Returns whether the answer tells the samples of a stretch apart only by their last one. */
  readonly isTogether: (stretch: EquityStretch) => boolean
}

/** Readings of one resolution. Stretches are read once for several questions. */
export class StretchedSamples {
  readonly #source: EquitySource
  readonly #resolution: Resolution
  #stretches: { readonly span: Span; readonly stretches: readonly EquityStretch[] } | undefined

  constructor(source: EquitySource, resolution: Resolution) {
    this.#source = source
    this.#resolution = resolution
  }

  /** Samples of a span, ascending; one of a stretch says what grew through the samples that it stands for. */
  async read({ from, to, isTogether }: SampleQuery): Promise<readonly StretchedRow[]> {
    const { equity, equityWithin } = this.#source
    if (equityWithin === undefined) return equity(this.#resolution, from, to)
    const stored = await this.#stretchesIn({ from, to })
    let used = stored.filter((one) => one.since >= from && one.last.time < to && isTogether(one))
    for (let tries = 0; tries < TRIES && used.length > 0; tries++) {
      const rest = await equityWithin(this.#resolution, this.#between(used, { from, to }))
      const { rows, apart } = joined(rest, used)
      if (apart.size === 0) return rows
      used = used.filter((one) => !apart.has(one))
    }
    return equity(this.#resolution, from, to)
  }

  async #stretchesIn({ from, to }: Span): Promise<readonly EquityStretch[]> {
    if (this.#resolution === 'second') return []
    const known = this.#stretches
    if (known !== undefined && known.span.from === from && known.span.to >= to) return known.stretches
    const stretches = (await this.#source.stretches?.(this.#resolution, from, to)) ?? []
    this.#stretches = { span: { from, to }, stretches }
    return stretches
  }

  /** Parts of a span without its stretches. */
  #between(stretches: readonly EquityStretch[], { from, to }: Span): readonly Span[] {
    if (this.#resolution === 'second') return [{ from, to }]
    const length = STRETCH_MS[this.#resolution]
    const spans: Span[] = []
    let at = from
    for (const { begin } of stretches) {
      if (begin > at) spans.push({ from: at, to: begin })
      at = begin + length
    }
    if (at < to) spans.push({ from: at, to })
    return spans
  }
}

/** Samples and stretches in their order; `apart`: stretches whose sample before them was removed. */
function joined(
  rest: readonly EquityRow[],
  stretches: readonly EquityStretch[],
): { readonly rows: readonly StretchedRow[]; readonly apart: ReadonlySet<EquityStretch> } {
  const rows: StretchedRow[] = []
  const apart = new Set<EquityStretch>()
  let next = 0
  for (const stretch of stretches) {
    for (let row = rest[next]; row !== undefined && row.time < stretch.begin; row = rest[++next]) rows.push(row)
    if (rows.at(-1)?.time !== stretch.since) apart.add(stretch)
    rows.push({ ...stretch.last, grown: stretch.grown })
  }
  rows.push(...rest.slice(next))
  return { rows, apart }
}
