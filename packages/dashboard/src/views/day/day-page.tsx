/** One day of the account, `/day/2026-01-31`, in the zone of the settings. */

import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { zoneName } from '../../format/time.ts'
import { useTimeFormat } from '../../format/use-time-format.ts'
import { usePreferences } from '../../settings/services.ts'
import { useToday } from '../../state/queries/queries.ts'
import { dayAfter } from '../../state/range/days.ts'
import { problemOf } from '../../state/range/range.ts'
import { useAccount } from '../../state/store/use-account-data.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { Empty } from '../parts/states.tsx'
import { usePath } from '../parts/use-path.ts'
import { SpanView } from './span-view.tsx'

/** The page of the day in the address; `today` is today. */
export function DayPage() {
  const { t } = useTranslation()
  const { day: named = '' } = useParams()
  const today = useToday()
  const day = named === 'today' ? today : named
  const isDay = problemOf({ from: day, to: day }, today) === undefined
  if (isDay) return <Day key={day} day={day} today={today} />
  return (
    <>
      <PageTitle title={named} />
      <Empty title={t('why.noDay')} hint={t('why.noDayHint')} />
    </>
  )
}

function Day({ day, today }: { readonly day: string; readonly today: string }) {
  const { t } = useTranslation()
  const to = usePath()
  const format = useTimeFormat()
  const { store } = useAccount()
  const [{ zone }] = usePreferences()
  const span = useMemo(() => {
    const end = day === today ? undefined : format.startOfDate(dayAfter(day))
    return { from: format.startOfDate(day), to: end, zone: zoneName(zone) }
  }, [day, today, format, zone])
  return (
    <SpanView title={format.day(span.from, store.read('now'))} span={span}>
      <Link to={to(`/day/${dayAfter(day, -1)}`)}>← {t('why.dayBefore')}</Link>
      {day === today ? null : <Link to={to(`/day/${dayAfter(day)}`)}>{t('why.dayAfter')} →</Link>}
    </SpanView>
  )
}
