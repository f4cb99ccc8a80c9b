/** Today, or the month so far, in six figures, of which the first is what it made of the account. */

import type { Performance } from '@spotdeck/api'
import { decimal, subtract } from '@spotdeck/exact'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { full, money, percent, rounded } from '../../format/number.ts'
import { zoneName } from '../../format/time.ts'
import type { ReportSpan } from '../../live/account-api.ts'
import { usePreferences } from '../../settings/services.ts'
import { isFirstRead } from '../../state/range/complete-since.ts'
import { useDealsSummary, useRangeSpan } from '../../state/queries/queries.ts'
import { useLivePerformance } from '../../state/queries/report-queries.ts'
import { useAccountData } from '../../state/store/use-account-data.ts'
import { Card } from '../parts/card.tsx'
import { Fact } from '../parts/fact.tsx'
import { Figure, Gain, UNKNOWN } from '../parts/figures.tsx'
import { useRangeLabel } from '../parts/range-label.ts'
import { Segments } from '../parts/segments.tsx'
import { Failed, SkeletonFigure } from '../parts/states.tsx'
import { usePath } from '../parts/use-path.ts'
import { Why } from '../why/why.tsx'
import styles from './overview.module.css'

const RANGES = ['today', 'MTD'] as const

/** Change, profit, cost and turnover since midnight, or since the month began, in the user's zone. */
export function TodayCard() {
  const { t } = useTranslation()
  const to = usePath()
  const [range, setRange] = useState<(typeof RANGES)[number]>('today')
  const labelOf = useRangeLabel()
  const [{ zone }] = usePreferences()
  const { data: sums, error, refetch } = useDealsSummary(range)
  const span = useRangeSpan(range)
  const performance = useLivePerformance(span)
  const isUnread = isFirstRead(useAccountData('coverage') ?? [], 'deals')
  // Until the past was read for the first time, sums stand for nothing.
  const data = isUnread ? undefined : sums
  if (data === undefined && error !== null) {
    return (
      <Card title={labelOf(range)}>
        <Failed error={error} retry={refetch} />
      </Card>
    )
  }
  const wait = <SkeletonFigure />
  const isToday = range === 'today'
  const page = isToday ? to('/day/today') : to(`/performance?range=${range}`)
  return (
    <Card
      title={labelOf(range)}
      live="values"
      action={
        <Segments
          label={t('chart.range')}
          data={RANGES.map((value) => ({ value, label: labelOf(value) }))}
          value={range}
          onChange={setRange}
        />
      }
    >
      <dl className={styles.figures}>
        <Fact to={page} name={t('overview.changeToday')} hint={t('overview.changeHint')}>
          <Change span={span} performance={performance.data} failed={performance.error !== null} />
        </Fact>
        <Fact to={page} name={t('performance.realised')}>
          {data === undefined ? wait : <Gain exact={data.realizedPnl} flash />}
        </Fact>
        <Fact to={page} name={t('overview.unrealised')} hint={t('overview.unrealisedHint')}>
          {data === undefined ? wait : <Gain exact={rest(performance.data?.profit, data.realizedPnl)} />}
        </Fact>
        <Fact to={page} name={t('performance.fees')}>
          {data === undefined ? wait : <Figure exact={data.fees} shown={money(data.fees)} amount flash />}
        </Fact>
        <Fact to={page} name={t('performance.volume')}>
          {data === undefined ? wait : <Figure exact={data.volume} shown={rounded(data.volume, 2)} amount flash />}
        </Fact>
        <Fact to={isToday ? to('/day/today?kind=fill') : to(`/fills?range=${range}`)} name={t('performance.fills')}>
          {data === undefined ? wait : <Figure exact={String(data.count)} shown={full(String(data.count))} flash />}
        </Fact>
      </dl>
      <p className={styles.unit}>USDT · {zoneName(zone)}</p>
    </Card>
  )
}

/** The change of equity that is not realized: what prices made of the holdings. */
function rest(profit: string | undefined, realized: string): string | undefined {
  return profit === undefined ? undefined : subtract(decimal<'value'>(profit), decimal<'value'>(realized))
}

type ChangeProps = {
  readonly span: ReportSpan
  readonly performance: Performance | undefined
  readonly failed: boolean
}

function Change({ span, performance, failed }: ChangeProps) {
  if (performance === undefined && !failed) return <SkeletonFigure />
  const { profit, timeWeightedReturn } = performance ?? {}
  if (profit === undefined) return <span className="dim">{UNKNOWN}</span>
  return (
    <>
      <Why span={span} total={profit}>
        <Gain exact={profit} flash />
      </Why>{' '}
      <span className="dim num">({percent(timeWeightedReturn ?? undefined, { sign: true })})</span>
    </>
  )
}
