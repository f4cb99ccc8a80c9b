/** Makes stretches of the stored samples of an account, oldest first, in steps between which others run. */

import {
  type EquityPoints,
  type EquityRow,
  type EquityStretch,
  STRETCH_MS,
  type StretchResolution,
} from '@spotdeck/store'
import { HOLE_STEPS, STEP_MS } from './equity-curve.ts'
import { stretchOf } from './equity-stretches.ts'

/** Stretches of one step: twelve hours of minutes, and sixteen days of hours. */
const AT_ONCE = 48
const RESOLUTIONS: readonly StretchResolution[] = ['minute', 'hour']

/** Calls of a store that making stretches needs. */
export type StretchStore = Pick<EquityPoints, 'equity' | 'saveStretches' | 'stretchesEnd'>

/** Makes stretches after the newest stored one. What is stored is never made again by the same process. */
export class StretchMaker {
  readonly #store: StretchStore
  readonly #next = new Map<StretchResolution, number>()

  constructor(store: StretchStore) {
    this.#store = store
  }

  /**
   * Makes the next stretches of each resolution.
   * @param begins time before which no sample is, by resolution
   * @param until time of the newest stored sample: stretches that are not over are left
   * @returns true where more of them can be made
   */
  async step(begins: Readonly<Record<StretchResolution, number>>, until: number): Promise<boolean> {
    let isMore = false
    for (const resolution of RESOLUTIONS) {
      const length = STRETCH_MS[resolution]
      const known = this.#next.get(resolution) ?? (await this.#store.stretchesEnd(resolution))
      const from = Math.max(known, Math.floor(begins[resolution] / length) * length)
      const end = Math.floor(until / length) * length
      const to = Math.min(end, from + AT_ONCE * length)
      if (to > from) await this.#make(resolution, from, to)
      this.#next.set(resolution, Math.max(from, to))
      isMore ||= to < end
    }
    return isMore
  }

  async #make(resolution: StretchResolution, from: number, to: number): Promise<void> {
    const rows = await this.#store.equity(resolution, from - HOLE_STEPS * STEP_MS[resolution], to)
    const made = stretchesOf(resolution, rows, from)
    if (made.length > 0) await this.#store.saveStretches(resolution, made)
  }
}

/** Stretches of samples that begin at `from` or later. @param rows ascending */
function stretchesOf(
  resolution: StretchResolution,
  rows: readonly EquityRow[],
  from: number,
): readonly EquityStretch[] {
  const beginOf = ({ time }: EquityRow): number => time - (time % STRETCH_MS[resolution])
  const made: EquityStretch[] = []
  for (let at = rows.findIndex(({ time }) => time >= from); at >= 0 && at < rows.length;) {
    const [first, before] = [rows[at], rows[at - 1]]
    if (first === undefined) break
    const begin = beginOf(first)
    let end = at + 1
    while (end < rows.length && begin === beginOf(rows[end] ?? first)) end += 1
    const stretch = before && stretchOf(resolution, begin, rows.slice(at - 1, end))
    if (stretch !== undefined) made.push(stretch)
    at = end
  }
  return made
}
