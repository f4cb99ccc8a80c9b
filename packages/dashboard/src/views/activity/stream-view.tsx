/** The stream's own history: when it was live, when it was not, and why. */

import type { StatusChange } from '@spotdeck/api'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useStatusText } from '../../i18n/use-message.ts'
import { usePages } from '../../state/queries/queries.ts'
import { useAccountData } from '../../state/store/use-account-data.ts'
import { Age, Moment, useDuration } from '../parts/figures.tsx'
import { CatalogueText } from '../parts/states.tsx'
import { type Column, labeled } from '../table/column.ts'
import { ListCard } from '../table/list-card.tsx'
import { useListRange } from '../table/use-list-range.tsx'
import styles from './activity.module.css'

/** One state with when it gave way to the next, or the shown time ended; `until` is absent while it lasts. */
type Spell = StatusChange & { readonly until: number | undefined }

/** Changes of the exchange's stream, newest first; read again when its state changes. */
export function StreamView() {
  const { t } = useTranslation()
  const range = useListRange()
  const { span } = range
  const pages = usePages('statusHistory', span, { version: useAccountData('status')?.since })
  const { rows } = pages
  const spells = useMemo(
    () => rows?.map((row, index): Spell => ({ ...row, until: rows[index - 1]?.time ?? span.to })),
    [rows, span],
  )
  return (
    <ListCard
      title={t('activity.stream')}
      className={styles.fill}
      pages={pages}
      rows={spells}
      range={range}
      columns={useColumns()}
      rowKey={(row) => String(row.seq)}
      compactRow={(row) => <CompactSpell spell={row} />}
      none={{ title: t('activity.noStatus'), hint: t('activity.noStatusHint') }}
    />
  )
}

const column = labeled<Spell>

function useColumns(): readonly Column<Spell>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      column({ id: 'since', label: t('activity.since'), track: '128px', cell: (row) => <Moment time={row.time} /> }),
      column({ id: 'state', label: t('activity.state'), track: '120px', cell: (row) => <StateWord spell={row} /> }),
      column({
        id: 'lasted',
        label: t('activity.lasted'),
        track: '110px',
        end: true,
        cell: (row) => <Lasted spell={row} />,
      }),
      column({
        id: 'why',
        label: t('activity.reason'),
        track: 'minmax(200px, 1fr)',
        cell: (row) => <Why spell={row} />,
      }),
    ],
    [t],
  )
}

function StateWord({ spell }: { readonly spell: Spell }) {
  const { t } = useTranslation()
  return (
    <span className={styles.state} data-state={spell.state}>
      <span className={styles.lamp} aria-hidden="true" />
      <span className="sentence">{t(`state.${spell.state}`)}</span>
    </span>
  )
}

function Lasted({ spell }: { readonly spell: Spell }) {
  const { t } = useTranslation()
  const duration = useDuration()
  if (spell.until === undefined) {
    return (
      <span title={t('activity.stillOn')}>
        <Age since={spell.time} />
      </span>
    )
  }
  return <span className="num">{duration(spell.until - spell.time)}</span>
}

function Why({ spell }: { readonly spell: Spell }) {
  const words = useStatusText()(spell.code, spell.params)
  return (
    <span className="dim" title={words}>
      <CatalogueText text={words} />
    </span>
  )
}

function CompactSpell({ spell }: { readonly spell: Spell }) {
  return (
    <>
      <StateWord spell={spell} />
      <Lasted spell={spell} />
      <Why spell={spell} />
      <span className="dim">
        <Moment time={spell.time} short />
      </span>
    </>
  )
}
