/** A calendar of days as a picture, in the colours of the page. */

import type { Palette } from '../theme/palette.ts'
import { withAlpha } from '../theme/palette.ts'

/** `strength` of 0 to 4 says how far a day is from zero; `sign` is absent where nothing is known. */
export type PictureDay = { readonly sign: -1 | 0 | 1 | undefined; readonly strength: number }
export type PictureWeek = { readonly month: string; readonly days: readonly (PictureDay | undefined)[] }

const [CELL, GAP, HEAD, MARGIN, SCALE] = [14, 3, 18, 12, 2]

/** Weeks stand side by side, their days below each other; a day that is absent is left out. */
export function calendarPicture(weeks: readonly PictureWeek[], palette: Palette): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = SCALE * (2 * MARGIN + Math.max(1, weeks.length) * (CELL + GAP))
  canvas.height = SCALE * (2 * MARGIN + HEAD + 7 * (CELL + GAP))
  const context = canvas.getContext('2d')
  if (context === null) return canvas
  context.scale(SCALE, SCALE)
  context.fillStyle = palette.surface
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.font = '11px sans-serif'
  weeks.forEach(({ month, days }, column) => {
    const left = MARGIN + column * (CELL + GAP)
    context.fillStyle = palette.dim
    context.fillText(month, left, MARGIN + 11)
    days.forEach((day, row) => {
      if (day === undefined) return
      context.fillStyle = colourOf(day, palette)
      context.fillRect(left, MARGIN + HEAD + row * (CELL + GAP), CELL, CELL)
    })
  })
  return canvas
}

function colourOf({ sign, strength }: PictureDay, palette: Palette): string {
  if (sign === undefined || sign === 0) return palette.line
  return withAlpha(sign > 0 ? palette.up : palette.down, 0.25 + 0.75 * (strength / 4))
}
