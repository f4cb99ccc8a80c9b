/** Today in five figures. */

import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { full, money, rounded } from '../../format/number.ts'
import { isFirstRead } from '../../state/complete-since.ts'
import { useDealsSummary, useStartOfToday } from '../../state/queries.ts'
import { useAccountData } from '../../state/use-account-data.ts'
import { Card } from '../parts/card.tsx'
import { Figure, Gain } from '../parts/figures.tsx'
import { Failed, SkeletonFigure } from '../parts/states.tsx'
import { useTimeFormat } from '../../format/use-time-format.ts'
import styles from './overview.module.css'

/** A profit figure; null while it is being computed. */
function Current({ exact }: { readonly exact: string | null }) {
  const { t } = useTranslation()
  return exact === null ? t('overview.computing') : <Gain exact={exact} />
}

/** Profit, cost and turnover since midnight in the user's zone. */
export function TodayCard() {
  const { t } = useTranslation()
  const format = useTimeFormat()
  const from = useStartOfToday(format.startOfDay)
  const equity = useAccountData('equity')
  const { data: sums, error, refetch } = useDealsSummary(from)
  const isUnread = isFirstRead(useAccountData('coverage') ?? [], 'deals')
  // Until the past was read for the first time, sums stand for nothing.
  const data = isUnread ? undefined : sums
  if (data === undefined && error !== null) {
    return (
      <Card title={t('overview.today')}>
        <Failed error={error} retry={() => void refetch()} />
      </Card>
    )
  }
  const wait = <SkeletonFigure />
  return (
    <Card title={t('overview.today')} action={<span className={styles.unit}>USDT</span>}>
      <dl className={styles.figures}>
        <Line name={t('overview.realised')}>{data === undefined ? wait : <Gain exact={data.realizedPnl} flash />}</Line>
        <Line name={t('overview.unrealised')}>
          {equity === undefined || isUnread ? wait : <Current exact={equity.unrealizedPnl} />}
        </Line>
        <Line name={t('overview.fees')}>
          {data === undefined ? wait : <Figure exact={data.fees} shown={money(data.fees)} amount flash />}
        </Line>
        <Line name={t('overview.volume')}>
          {data === undefined ? wait : <Figure exact={data.volume} shown={rounded(data.volume, 2)} amount flash />}
        </Line>
        <Line name={t('overview.fills')}>
          {data === undefined ? wait : <Figure exact={String(data.count)} shown={full(String(data.count))} flash />}
        </Line>
      </dl>
    </Card>
  )
}

function Line({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
