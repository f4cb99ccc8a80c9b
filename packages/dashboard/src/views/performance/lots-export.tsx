/** The realized lots of a year as a CSV download, for a tax report. */

import { Button } from '@mantine/core'
import { type LotMethod, lotMethods } from '@spotdeck/api'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useTimeFormat } from '../../format/use-time-format.ts'
import { useSession } from '../../state/queries/queries.ts'
import { useKnownSpan, useUncovered, yearsOf } from '../../state/queries/lot-years.ts'
import { useAccountServices } from '../../state/store/use-account-data.ts'
import { Choose } from '../parts/choose.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { ExportButton } from '../parts/chart-menu.tsx'
import styles from './performance.module.css'

/** A download button that asks for year and method; for the owner alone. `method` is chosen at first. */
export function LotsExport({ method }: { readonly method: LotMethod }) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const isOwner = useSession().data?.audience === 'owner'
  if (!isOwner) return null
  return (
    <>
      <ExportButton label={t('performance.lots')} onClick={() => setOpen(true)} data-testid="lots-export" />
      {isOpen ? <LotsDialog method={method} onClose={() => setOpen(false)} /> : null}
    </>
  )
}

function LotsDialog({ method, onClose }: { readonly method: LotMethod; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const { api, account } = useAccountServices()
  const span = useKnownSpan()
  const years = yearsOf(span)
  const [year, setYear] = useState(years[0] ?? 0)
  const [chosen, setChosen] = useState<LotMethod>(method)
  return (
    <Dialog title={t('performance.lots')} onClose={onClose}>
      <div className={styles.lots}>
        <p>{t('performance.lotsAbout', { zone: span.zone })}</p>
        <Choose
          size="sm"
          label={t('performance.year')}
          options={years.map((one) => ({ value: String(one), label: String(one) }))}
          value={String(year)}
          onChange={(value) => setYear(Number(value))}
        />
        <Choose
          size="sm"
          label={t('performance.method')}
          options={lotMethods.map((value) => ({ value, label: t(`performance.${value}`) }))}
          value={chosen}
          onChange={setChosen}
        />
        <NotCovered year={year} />
        <Button component="a" href={api.lotsAddress(account, { year, zone: span.zone, method: chosen })} download>
          {t('action.exportCsv')}
        </Button>
      </div>
    </Dialog>
  )
}

/** The parts of the year that the file cannot be about, where there are any. */
function NotCovered({ year }: { readonly year: number }) {
  const { t } = useTranslation()
  const { day } = useTimeFormat()
  const gaps = useUncovered(year)
  if (gaps.length === 0) return null
  const words = gaps.map(({ from, to }) => t('performance.span', { from: day(from, to), to: day(to - 1, to) }))
  return <p className="warn">{t('performance.lotsUncovered', { spans: words.join(t('assets.comma')) })}</p>
}
