/** Page of the time since the last visit, whose end the address has in ms. */

import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { DAY_MS } from '../../durations.ts'
import { zoneName } from '../../format/time.ts'
import { usePreferences } from '../../settings/services.ts'
import { useAccount } from '../../state/store/use-account-data.ts'
import { useDateTime } from '../parts/figures.tsx'
import { usePath } from '../parts/use-path.ts'
import { SpanView } from './span-view.tsx'

/** The time since the last visit; the last day where the address names none. */
export function AwayPage() {
  const { t } = useTranslation()
  const to = usePath()
  const dateTime = useDateTime()
  const { store } = useAccount()
  const [{ zone }] = usePreferences()
  const [search] = useSearchParams()
  const since = Number(search.get('since'))
  const span = useMemo(() => {
    const now = store.read('now')
    return { from: since > 0 && since < now ? since : now - DAY_MS, zone: zoneName(zone) }
  }, [since, store, zone])
  return (
    <SpanView title={`${t('why.away')} · ${t('state.since', { time: dateTime(span.from) })}`} span={span}>
      <Link to={to('/day/today')}>{t('range.today')}</Link>
    </SpanView>
  )
}
