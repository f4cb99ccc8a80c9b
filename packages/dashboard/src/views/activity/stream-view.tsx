/** The stream's own history: when it was live, when it was not, and why. */

import type { StatusChange } from '@spotdeck/api'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useSayStatus } from '../../i18n/use-message.ts'
import { useStatusHistory } from '../../state/queries/history-queries.ts'
import { Card } from '../parts/card.tsx'
import { Age, Moment, useDuration } from '../parts/figures.tsx'
import { CatalogueText } from '../parts/catalogue-text.tsx'
import { Empty, Failed } from '../parts/states.tsx'
import type { Column } from '../table/column.ts'
import { DataTable } from '../table/data-table.tsx'
import { ListEnd } from '../table/list-end.tsx'
import { Filtered, Toolbar } from '../table/toolbar.tsx'
import { useListRange } from '../table/use-list-range.tsx'
import styles from './activity.module.css'

/** One state with when it gave way to the next, or the shown time ended; `until` is absent while it lasts. */
type Spell = StatusChange & { readonly until: number | undefined }

/** Changes of the exchange's stream, newest first. */
export function StreamView() {
  const { t } = useTranslation()
  const { span, isAll, clear, picker } = useListRange()
  const pages = useStatusHistory(span)
  const { rows, error, retry, readMore } = pages
  const spells = useMemo(
    () => rows?.map((row, index): Spell => ({ ...row, until: rows[index - 1]?.time ?? span.to })),
    [rows, span],
  )
  const columns = useColumns()
  return (
    <Card title={t('activity.stream')} className={styles.fill} flush toolbar={<Toolbar>{picker}</Toolbar>}>
      {rows === undefined && error !== null ? (
        <Failed error={error} retry={retry} />
      ) : (
        <DataTable
          label={t('activity.stream')}
          rows={spells}
          columns={columns}
          rowKey={(row) => String(row.seq)}
          compactRow={(row) => <CompactSpell spell={row} />}
          onEnd={readMore}
          footer={<ListEnd pages={pages} />}
          empty={
            isAll ? (
              <Empty title={t('activity.noStatus')} hint={t('activity.noStatusHint')} />
            ) : (
              <Filtered onClear={clear} />
            )
          }
        />
      )}
    </Card>
  )
}

function useColumns(): readonly Column<Spell>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      {
        id: 'since',
        label: t('activity.since'),
        header: t('activity.since'),
        track: '128px',
        cell: (row) => <Moment time={row.time} />,
      },
      {
        id: 'state',
        label: t('activity.state'),
        header: t('activity.state'),
        track: '120px',
        cell: (row) => <StateWord spell={row} />,
      },
      {
        id: 'lasted',
        label: t('activity.lasted'),
        header: t('activity.lasted'),
        track: '110px',
        end: true,
        cell: (row) => <Lasted spell={row} />,
      },
      {
        id: 'why',
        label: t('activity.why'),
        header: t('activity.why'),
        track: 'minmax(200px, 1fr)',
        cell: (row) => <Why spell={row} />,
      },
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
  const words = useSayStatus()(spell.code, spell.params)
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
