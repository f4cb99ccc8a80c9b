/** The range of the reports: one of the named ones, or two days. */

import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { dayAfter } from '../../state/range/days.ts'
import { zoneName } from '../../format/time.ts'
import { useTimeFormat } from '../../format/use-time-format.ts'
import { usePreferences } from '../../settings/services.ts'
import { useAccount } from '../../state/store/use-account-data.ts'
import { useListSpan, useToday } from '../../state/queries/queries.ts'
import {
  CUSTOM,
  FIRST_DAY,
  FIRST_DAYS,
  type RangeChoice,
  asReportChoice,
  problemOf,
  reportRanges,
} from '../../state/range/range.ts'
import styles from './parts.module.css'
import { useRangeLabel } from './range-label.ts'
import { Segments } from './segments.tsx'

type RangePickerProps = {
  readonly value: RangeChoice
  readonly onChange: (choice: RangeChoice) => void
  /** True where nothing beside it says which days the range is. */
  readonly isDated?: boolean
}

/** The choice of a range; days are those of the user's zone. */
export function RangePicker({ value, onChange, isDated = false }: RangePickerProps) {
  const { t } = useTranslation()
  const labelOf = useRangeLabel()
  const today = useToday()
  const range = asReportChoice(value, today)
  const named = reportRanges.map((name) => ({ value: name, label: labelOf(name) }))
  const choose = (chosen: string) =>
    onChange(
      chosen === CUSTOM
        ? { range: CUSTOM, from: dayAfter(today, 1 - FIRST_DAYS), to: today }
        : { range: chosen, from: '', to: '' },
    )
  return (
    <div className={styles.rangePicker}>
      <Segments
        label={t('chart.range')}
        data={[...named, { value: CUSTOM, label: t('range.custom') }]}
        value={range}
        onChange={choose}
      />
      {range === CUSTOM ? <DayFields value={value} today={today} onChange={onChange} /> : null}
      {isDated ? <Dates value={value} /> : null}
    </div>
  )
}

/** The days of a range, and their zone. */
function Dates({ value }: Pick<RangePickerProps, 'value'>) {
  const { t } = useTranslation()
  const { store } = useAccount()
  const format = useTimeFormat()
  const [{ zone }] = usePreferences()
  const { from, to } = useListSpan(value)
  const now = store.read('now')
  if (from === undefined) return null
  const words = { from: format.day(from, now), to: format.day((to ?? now + 1) - 1, now) }
  return (
    <span className={`dim ${styles.dates}`}>
      {t('performance.span', words)} · {zoneName(zone)}
    </span>
  )
}

type DayFieldsProps = RangePickerProps & { readonly today: string }

/** Two fields. Days that make no range stay in the fields with the reason, and the range stays as it was. */
export function DayFields({ value, today, onChange }: DayFieldsProps) {
  const { t } = useTranslation()
  const id = useId()
  const [draft, setDraft] = useState<RangeChoice>()
  const shown = draft ?? value
  const found = problemOf(shown, today)
  const problem = found === 'incomplete' ? undefined : found
  const enter = (change: Partial<RangeChoice>) => {
    const next = { ...shown, ...change }
    const isRange = problemOf(next, today) === undefined
    setDraft(isRange ? undefined : next)
    if (isRange) onChange(next)
  }
  return (
    <fieldset className={styles.days}>
      <legend className="visually-hidden">{t('range.custom')}</legend>
      {(['from', 'to'] as const).map((name) => (
        <label key={name}>
          {t(`range.${name}`)}
          <input
            type="date"
            min={FIRST_DAY}
            max={today}
            value={shown[name]}
            aria-invalid={problem !== undefined}
            aria-describedby={id}
            onChange={({ target }) => enter({ [name]: target.value })}
          />
        </label>
      ))}
      <p id={id} role="alert">
        {problem === undefined ? null : t(`range.${problem}`, { day: FIRST_DAY })}
      </p>
    </fieldset>
  )
}
