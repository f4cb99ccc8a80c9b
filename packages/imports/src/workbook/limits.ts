/** Limits of one imported file. */

export const MAX_IMPORT_ROWS = 100_000
/** Maximal number of columns. */
export const MAX_COLUMNS = 100
/** Maximal number of cells: heading and all rows, empty ones included. */
export const MAX_CELLS = 3_000_000
/** Maximal number of characters of one cell. */
export const MAX_CELL_CHARS = 4_000
