/** The jump of a list to a clock time. */

import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { MINUTE_MS } from '../../durations.ts'
import { useTimeFormat } from '../../format/use-time-format.ts'
import type { ListSpan } from '../../state/queries/queries.ts'
import { useAccount } from '../../state/store/use-account-data.ts'
import { clockTime } from '../../state/table/timeline.ts'
import styles from './table.module.css'

type JumpFieldProps = { readonly at: string; readonly onAt: (at: string) => void }

/** The field of the time, such as `03:00`; empty where the list begins at its newest row. */
export function JumpField({ at, onAt }: JumpFieldProps) {
  const { t } = useTranslation()
  return (
    <label className={styles.jump}>
      {t('why.jump')}
      <input type="time" value={at} onChange={({ target }) => onAt(target.value)} />
    </label>
  )
}

/** `span` up to the minute of a clock time on its last day, or on the newest day that has passed it. */
export function useJumped(span: ListSpan, at: string): ListSpan {
  const format = useTimeFormat()
  const { store } = useAccount()
  const { from, to } = span
  const until = useMemo(() => {
    const end = to ?? store.read('now')
    const today = format.startOfDay(end - 1)
    const time = clockTime(at, today)
    if (time === undefined) return undefined
    const past = time < end ? time : clockTime(at, format.startOfDay(today - 1))
    return past === undefined || past < (from ?? 0) ? undefined : past + MINUTE_MS
  }, [from, to, at, format, store])
  return useMemo(() => (until === undefined ? span : { from, to: until }), [span, from, until])
}
