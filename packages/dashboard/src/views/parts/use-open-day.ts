/** The way to the page of a day. */

import { useNavigate } from 'react-router'
import { useTimeFormat } from '../../format/use-time-format.ts'
import { usePath } from './use-path.ts'

/** Opens a day such as `2026-01-31`, or the day of a time in ms. */
export function useOpenDay(): (day: string | number) => void {
  const navigate = useNavigate()
  const to = usePath()
  const format = useTimeFormat()
  return (day) => void navigate(to(`/day/${typeof day === 'number' ? format.date(day) : day}`))
}
