/** The first page: what is my money doing now, can I trust it, what needs me. */

import { useTranslation } from 'react-i18next'
import { Card } from '../parts/card.tsx'
import { LazyBoundary, lazyComponent } from '../parts/lazy-component.tsx'
import { PageTitle } from '../parts/page-title.tsx'
import { Parts } from '../parts/part-errors.tsx'
import { WhenNear } from '../parts/when-near.tsx'
import { AllocationCard } from './allocation-card.tsx'
import { EquityCard } from './equity-card.tsx'
import { Onboarding } from './onboarding.tsx'
import { Headline } from './headline.tsx'
import { NoticesCard } from './notices-card.tsx'
import { SkeletonRows } from '../parts/states.tsx'
import { TodayCard } from './today-card.tsx'
import styles from './overview.module.css'

const OverviewTables = lazyComponent(async () => (await import('./overview-tables.tsx')).OverviewTables)

/** The overview. */
export function OverviewPage() {
  const { t } = useTranslation()
  return (
    <div className={styles.page}>
      <PageTitle title={t('nav.overview')} />
      <Parts>
        <Onboarding />
        <Headline />
      </Parts>
      <div className={styles.grid}>
        <Parts>
          <EquityCard />
          <AllocationCard />
          <Rail />
          <Tables />
        </Parts>
      </div>
    </div>
  )
}

/** Asked for and drawn once they are scrolled near: on a phone they stand below the curve and the ring. */
function Rail() {
  const { t } = useTranslation()
  const waiting = (
    <>
      <Card title={t('range.today')}>
        <SkeletonRows count={5} awaited={false} />
      </Card>
      <Card title={t('overview.notices')} className={styles.notices}>
        <SkeletonRows count={2} awaited={false} />
      </Card>
    </>
  )
  return (
    <WhenNear className={styles.rail} waiting={waiting}>
      <Parts>
        <TodayCard />
        <NoticesCard />
      </Parts>
    </WhenNear>
  )
}

/** Their code and rows come once they are scrolled near: on a phone they stand far below. */
function Tables() {
  return (
    <WhenNear className={styles.tables} waiting={<TablesSkeleton awaited={false} />}>
      <LazyBoundary waiting={<TablesSkeleton />}>
        <OverviewTables />
      </LazyBoundary>
    </WhenNear>
  )
}

/** The two tables at their places, without their code. */
function TablesSkeleton({ awaited = true }: { readonly awaited?: boolean }) {
  const { t } = useTranslation()
  return [t('overview.openOrders'), t('overview.lastFills')].map((title) => (
    <Card key={title} title={title} flush className={styles.table}>
      <SkeletonRows count={6} awaited={awaited} />
    </Card>
  ))
}
