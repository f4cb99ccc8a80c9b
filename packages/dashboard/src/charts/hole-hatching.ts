/** Draws what is not known as a hatched band behind the curve. */

import type {
  IChartApi,
  IPrimitivePaneRenderer,
  IPrimitivePaneView,
  ISeriesPrimitive,
  SeriesAttachedParameter,
  Time,
} from 'lightweight-charts'

type Target = Parameters<IPrimitivePaneRenderer['draw']>[0]
type Band = { readonly from: number; readonly to: number }

const STRIPE_PX = 7

/** Hatched bands between pairs of chart times. */
export class HoleHatching implements ISeriesPrimitive<Time> {
  #chart: IChartApi | undefined
  #requestUpdate: (() => void) | undefined
  #bands: readonly { readonly from: Time; readonly to: Time }[] = []
  #colour = '#000000'

  attached(parameters: SeriesAttachedParameter<Time>): void {
    this.#chart = parameters.chart
    this.#requestUpdate = parameters.requestUpdate
  }

  detached(): void {
    this.#chart = undefined
  }

  /** Replaces the bands; `colour` is of the form #rrggbb. */
  set(bands: readonly { readonly from: Time; readonly to: Time }[], colour: string): void {
    this.#bands = bands
    this.#colour = colour
    this.#requestUpdate?.()
  }

  paneViews(): readonly IPrimitivePaneView[] {
    const bands = this.#bandsInPx()
    if (bands.length === 0) return []
    return [{ zOrder: () => 'bottom', renderer: () => ({ draw: (target) => drawBands(target, bands, this.#colour) }) }]
  }

  #bandsInPx(): readonly Band[] {
    const scale = this.#chart?.timeScale()
    if (scale === undefined) return []
    return this.#bands.flatMap((band) => {
      const from = scale.timeToCoordinate(band.from)
      const to = scale.timeToCoordinate(band.to)
      return from === null || to === null ? [] : [{ from, to }]
    })
  }
}

function drawBands(target: Target, bands: readonly Band[], colour: string): void {
  target.useMediaCoordinateSpace(({ context, mediaSize }) => {
    for (const { from, to } of bands) {
      context.save()
      context.beginPath()
      context.rect(from, 0, to - from, mediaSize.height)
      context.clip()
      context.fillStyle = `${colour}14`
      context.fillRect(from, 0, to - from, mediaSize.height)
      context.strokeStyle = `${colour}4d`
      context.lineWidth = 1
      context.beginPath()
      for (let x = from - mediaSize.height; x < to; x += STRIPE_PX) {
        context.moveTo(x, mediaSize.height)
        context.lineTo(x + mediaSize.height, 0)
      }
      context.stroke()
      context.restore()
    }
  })
}
