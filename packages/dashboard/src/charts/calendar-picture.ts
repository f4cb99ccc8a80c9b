/** A calendar of days as a picture, in the colours of the page. */

import type { Palette } from '../theme/palette.ts'
import { withAlpha } from '../theme/palette.ts'

/** `strength` of 0 to 4 says how far a day is from zero; `sign` is absent where nothing is known. */
export type PictureDay = { readonly sign: -1 | 0 | 1 | undefined; readonly strength: number }
/** One column of the calendar's picture: the name of its month and its seven days; `undefined` outside of the span. */
export type PictureWeek = { readonly month: string; readonly days: readonly (PictureDay | undefined)[] }

const [CELL, GAP, HEAD, MARGIN, SCALE, SIDE] = [18, 3, 18, 16, 2, 34]

/** Weeks stand side by side, their days from `weekdays`' first to last below each other; a day that is absent is left out. */
export function calendarPicture(
  weeks: readonly PictureWeek[],
  weekdays: readonly string[],
  palette: Palette,
): HTMLCanvasElement {
  const canvas = document.createElement('canvas')
  canvas.width = SCALE * (2 * MARGIN + SIDE + Math.max(1, weeks.length) * (CELL + GAP))
  canvas.height = SCALE * (2 * MARGIN + HEAD + 7 * (CELL + GAP))
  const context = canvas.getContext('2d')
  if (context === null) return canvas
  context.scale(SCALE, SCALE)
  context.fillStyle = palette.surface
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.font = '11px sans-serif'
  context.fillStyle = palette.dim
  weekdays.forEach((name, row) => {
    if (row % 2 === 0) context.fillText(name, MARGIN, MARGIN + HEAD + row * (CELL + GAP) + 13)
  })
  let free = 0
  weeks.forEach(({ month, days }, column) => {
    const left = MARGIN + SIDE + column * (CELL + GAP)
    context.fillStyle = palette.dim
    // A month of one week has no room for its name beside the next one's.
    const next = weeks.slice(column + 1).findIndex((week) => week.month !== '')
    const room = next < 0 ? Infinity : (next + 1) * (CELL + GAP)
    if (month !== '' && left >= free && context.measureText(month).width <= room) {
      context.fillText(month, left, MARGIN + 11)
      free = left + context.measureText(month).width + GAP
    }
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
