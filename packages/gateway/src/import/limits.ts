/** The most that is taken out of one file. */

export const MAX_IMPORT_ROWS = 100_000
export const MAX_COLUMNS = 100
/** Of the heading and all rows together, empty ones included. */
export const MAX_CELLS = 3_000_000
export const MAX_CELL_CHARS = 4_000
