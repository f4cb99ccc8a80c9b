/** Figures as a file that spreadsheets read: RFC 4180, and no text that they would run. */

/** One table as CSV text; cells are text as it stands. */
export function csvOf(head: readonly string[], rows: readonly (readonly (string | number | undefined)[])[]): string {
  return [head, ...rows].map((row) => row.map((cell) => cellOf(cell)).join(',')).join('\r\n') + '\r\n'
}

function cellOf(cell: string | number | undefined): string {
  const text = cell === undefined ? '' : String(cell)
  const isNumber = /^-?\d+(?:\.\d+)?$/.test(text)
  // Text that begins like a formula is led by an apostrophe, so that no spreadsheet runs it.
  const safe = /^[=+\-@\t\r]/.test(text) && !isNumber ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
