/** The time formats of the chosen zone and language. */

import { useMemo } from 'react'
import { type TimeFormat, timeFormat } from '../../format/time.ts'
import { usePreferences } from '../../settings/services.ts'

/** Formats that stay the same object until zone or language changes. */
export function useTimeFormat(): TimeFormat {
  const [{ zone, language }] = usePreferences()
  return useMemo(() => timeFormat(zone, language), [zone, language])
}
