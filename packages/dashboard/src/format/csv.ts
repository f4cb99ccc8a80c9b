/** Figures as a file that spreadsheets read: RFC 4180, and no text that they would run. */

/** One table as CSV text; cells are text as it stands. */
export function csvOf(head: readonly string[], rows: readonly (readonly (string | number | undefined)[])[]): string {
  return [head, ...rows].map((row) => row.map((cell) => cellOf(cell)).join(',')).join('\r\n') + '\r\n'
}

/** One table as text between tabs, as spreadsheets paste it. */
export function tabbedOf(head: readonly string[], rows: readonly (readonly (string | number | undefined)[])[]): string {
  return [head, ...rows].map((row) => row.map((cell) => plainCellOf(cell)).join('\t')).join('\n')
}

function plainCellOf(cell: string | number | undefined): string {
  return safe(String(cell ?? '').replaceAll(/[\t\r\n]+/g, ' '))
}

function cellOf(cell: string | number | undefined): string {
  const text = safe(cell === undefined ? '' : String(cell))
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** First characters that a spreadsheet takes for a formula, also in full-width form; `;` starts a new cell in some locales. */
const FORMULA = /^[=+\-@;\t\r\n＝＋－＠；]/

/** Text that begins like a formula is led by an apostrophe, so that no spreadsheet runs it. */
function safe(text: string): string {
  const isNumber = /^-?\d+(?:\.\d+)?$/.test(text)
  return FORMULA.test(text) && !isNumber ? `'${text}` : text
}
