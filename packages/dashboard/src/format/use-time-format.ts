/** The time formats of the chosen zone and language, made once for the whole page: they are dear to make. */

import { createContext, useContext } from 'react'
import { type TimeFormat, timeFormat } from './time.ts'

/** Provided once, around the whole page. */
export const TimeFormatContext = createContext<TimeFormat>(timeFormat('utc', 'en'))

/** Formats that stay the same object until zone or language changes. */
export function useTimeFormat(): TimeFormat {
  return useContext(TimeFormatContext)
}
