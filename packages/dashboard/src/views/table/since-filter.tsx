/** From when on a list is shown: whole days of the reader's zone. */

import { useTranslation } from 'react-i18next'
import { DAY_MS } from '../../durations.ts'
import { useStartOfToday } from '../../state/queries.ts'
import { useTimeFormat } from '../../format/use-time-format.ts'
import { Segments } from '../parts/segments.tsx'
const spans = ['today', '7D', '30D', 'all'] as const

/** The first ms of a span's first day; `undefined` for all. */
export function useFrom(since: string): number | undefined {
  const format = useTimeFormat()
  const today = useStartOfToday(format.startOfDay)
  if (since === 'today') return today
  if (since === '7D') return today - 6 * DAY_MS
  if (since === '30D') return today - 29 * DAY_MS
  return undefined
}

type SinceFilterProps = { readonly value: string; readonly onChange: (since: string) => void }

/** The spans to choose from. */
export function SinceFilter({ value, onChange }: SinceFilterProps) {
  const { t } = useTranslation()
  const labels = { today: t('overview.today'), '7D': '7D', '30D': '30D', all: t('action.all') }
  return (
    <Segments
      label={t('chart.range')}
      data={spans.map((span) => ({ value: span, label: labels[span] }))}
      value={value}
      onChange={onChange}
    />
  )
}
