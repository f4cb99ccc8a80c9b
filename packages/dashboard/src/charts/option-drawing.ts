/** A drawing that is told all it shows as one option of its library. */

import { type EChartsType, init } from 'echarts/core'
import type { Drawing } from './use-drawing.ts'

type Option = Parameters<EChartsType['setOption']>[0]

/** Draws as large as its element, also when that grows. */
export class OptionDrawing implements Drawing {
  readonly #chart: EChartsType
  readonly #sized: ResizeObserver
  #option: Option | undefined

  constructor(element: HTMLElement) {
    this.#chart = init(element, null, { renderer: 'canvas' })
    this.#sized = new ResizeObserver(() => this.#chart.resize())
    this.#sized.observe(element)
  }

  /** Shows `option`; the same one again is nothing new. `afresh` where it may have other parts than what was shown. */
  show(option: Option, afresh = false): void {
    if (option === this.#option) return
    this.#option = option
    this.#chart.setOption(option, { notMerge: afresh })
  }

  /** Calls `listener` at an event of the chart; what it is told depends on the event. */
  on(event: string, listener: (told: unknown) => void): void {
    this.#chart.on(event, listener)
  }

  picture(): HTMLCanvasElement {
    return this.#chart.renderToCanvas({ pixelRatio: 2 })
  }

  remove(): void {
    this.#sized.disconnect()
    this.#chart.dispose()
  }
}
