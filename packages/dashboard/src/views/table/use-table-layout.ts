/** A table's arrangement out of the preferences, and the way to change it. */

import { usePreferences } from '../../settings/services.ts'
import { type TableLayout, DEFAULT_LAYOUT } from '../../settings/stored-layouts.ts'

/** The layout kept under `name`; without a name the usual one, which nothing changes. */
export function useTableLayout(name: string | undefined): {
  readonly layout: TableLayout
  readonly setLayout: (layout: TableLayout) => void
} {
  const [{ tables }, update] = usePreferences()
  if (name === undefined) return { layout: DEFAULT_LAYOUT, setLayout: () => undefined }
  return {
    layout: tables[name] ?? DEFAULT_LAYOUT,
    setLayout: (layout) => update({ tables: { ...tables, [name]: layout } }),
  }
}
