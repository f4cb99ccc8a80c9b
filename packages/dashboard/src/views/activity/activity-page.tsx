/** Account activity besides trading: flows, the stream, audits, and the coverage of all records. */

import { useTranslation } from 'react-i18next'
import { useRight } from '../../state/queries/use-right.ts'
import { PageTitle } from '../parts/page-title.tsx'
import { Segments } from '../parts/segments.tsx'
import { useUrlFilter } from '../table/use-url-filter.ts'
import styles from './activity.module.css'
import { AuditsView } from './audits-view.tsx'
import { CoverageView } from './coverage-view.tsx'
import { FlowsView } from './flows-view.tsx'
import { ImportView } from './import-view.tsx'
import { StreamView } from './stream-view.tsx'

const DEFAULTS = { view: 'flows', kind: '' } as const
const VIEWS = ['flows', 'stream', 'audits', 'coverage', 'import'] as const
type View = (typeof VIEWS)[number]

/** The activity page; the view stands in the address. */
export function ActivityPage() {
  const { t } = useTranslation()
  const { filter, setFilter } = useUrlFilter(DEFAULTS)
  const mayImport = useRight('import', 'any')
  const views = VIEWS.filter((one) => one !== 'import' || mayImport)
  const view: View = views.find((one) => one === filter.view) ?? 'flows'
  const labels: { readonly [V in View]: string } = {
    flows: t('activity.flowsTab'),
    stream: t('activity.streamTab'),
    audits: t('activity.audits'),
    coverage: t('activity.coverageTab'),
    import: t('importing.tab'),
  }
  return (
    <div className={styles.page}>
      <PageTitle title={t('nav.activity')} />
      <Segments
        className={styles.views}
        label={t('nav.activity')}
        data={views.map((value) => ({ value, label: labels[value] }))}
        value={view}
        onChange={(chosen) => setFilter({ view: chosen, kind: '' })}
      />
      {view === 'flows' ? <FlowsView kind={filter.kind} onKind={(kind) => setFilter({ kind })} /> : null}
      {view === 'stream' ? <StreamView /> : null}
      {view === 'audits' ? <AuditsView /> : null}
      {view === 'coverage' ? <CoverageView /> : null}
      {view === 'import' ? <ImportView /> : null}
    </div>
  )
}
