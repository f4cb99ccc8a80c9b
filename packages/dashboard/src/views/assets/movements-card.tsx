/** Everything that changed a balance: when, why, by how much, and what was there afterwards. */

import { Select } from '@mantine/core'
import { type Movement, movementKinds } from '@spotdeck/api'
import { add, decimal } from '@spotdeck/exact'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { amountAt, changeAt, signOf } from '../../format/number.ts'
import { capital, useMessage } from '../../i18n/use-message.ts'
import { type MovementKind, useMovements } from '../../state/queries/asset-queries.ts'
import { isOpening } from '../../state/assets/balance-steps.ts'
import { recordBegins } from '../../state/range/complete-since.ts'
import { useDigits } from '../../state/queries/queries.ts'
import { useAccountData } from '../../state/store/use-account-data.ts'
import { Card } from '../parts/card.tsx'
import { Figure, Moment } from '../parts/figures.tsx'
import { toneOf } from '../../format/tone.ts'
import { Empty, Failed } from '../parts/states.tsx'
import type { Column } from '../table/column.ts'
import { DataTable } from '../table/data-table.tsx'
import { ListEnd } from '../table/list-end.tsx'
import { Filtered, Toolbar } from '../table/toolbar.tsx'
import { useListRange } from '../table/use-list-range.tsx'
import styles from './assets.module.css'
import { MovementOrigin, isNamed } from './movement-origin.tsx'

type MovementsCardProps = {
  readonly asset: string
  readonly kind: string
  readonly onKind: (kind: string) => void
}

/** The list of one asset, by kind. */
export function MovementsCard({ asset, kind, onKind }: MovementsCardProps) {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  const wanted: MovementKind | undefined = movementKinds.find((one) => one === kind)
  const { span, isAll, clear, picker } = useListRange()
  const movements = useMovements(useMemo(() => ({ asset, kind: wanted, ...span }), [asset, wanted, span]))
  const digits = useDigits().asset(asset)
  const begins = recordBegins(useAccountData('coverage') ?? [])
  const columns = useColumns(digits, begins)
  return (
    <Card
      title={t('assets.movements')}
      className={styles.movements}
      flush
      toolbar={
        <Toolbar>
          {picker}
          <Select
            size="xs"
            w={170}
            aria-label={t('activity.kind')}
            data={[
              { value: '', label: t('activity.allKinds') },
              ...movementKinds.map((value) => ({ value, label: capital(formatMessage('movement', value)) })),
            ]}
            value={wanted ?? ''}
            allowDeselect={false}
            onChange={(chosen) => onKind(chosen ?? '')}
          />
        </Toolbar>
      }
    >
      {movements.rows === undefined && movements.error !== null ? (
        <Failed error={movements.error} retry={movements.retry} />
      ) : (
        <DataTable
          name="movements"
          label={t('assets.movements')}
          rows={movements.rows}
          columns={columns}
          rowKey={(row) => String(row.seq)}
          compactRow={(row) => <CompactMovement row={row} digits={digits} opens={isOpening(row, begins)} />}
          onEnd={movements.readMore}
          footer={<ListEnd pages={movements} />}
          empty={
            isAll ? (
              <Empty title={t('assets.noMovements')} hint={t('assets.noMovementsHint')} />
            ) : (
              <Filtered onClear={clear} />
            )
          }
        />
      )}
    </Card>
  )
}

function useColumns(digits: number, begins: number | undefined): readonly Column<Movement>[] {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  return useMemo(() => {
    const plain = (id: string, label: string, track: string, cell: Column<Movement>['cell']) => ({
      id,
      label,
      header: label,
      track,
      cell,
    })
    const figure = (id: 'free' | 'locked', label: string, from: number): Column<Movement> => ({
      ...plain(id, label, 'minmax(96px, 1fr)', (row) => (
        <Figure exact={row[id]} shown={amountAt(row[id], digits)} amount className={row[id] === '0' ? 'dim' : ''} />
      )),
      end: true,
      from,
    })
    const change = (id: 'freeChange' | 'lockedChange', label: string): Column<Movement> => ({
      ...plain(id, label, 'minmax(104px, 1fr)', (row) => (
        <Change row={row} of={id} digits={digits} opens={isOpening(row, begins)} />
      )),
      end: true,
    })
    return [
      plain('time', t('column.time'), 'minmax(118px, 1fr)', (row) => <Moment time={row.time} />),
      plain('reason', t('activity.reason'), 'minmax(120px, 1.4fr)', (row) =>
        isOpening(row, begins) ? t('assets.opening') : capital(formatMessage('reason', row.reason)),
      ),
      {
        ...plain('kind', t('activity.kind'), 'minmax(90px, 1fr)', (row) =>
          isOpening(row, begins) ? <span className="dim">–</span> : capital(formatMessage('movement', row.kind)),
        ),
        from: 760,
      },
      {
        ...plain('origin', t('assets.origin'), 'minmax(150px, 1.8fr)', (row) => <MovementOrigin row={row} />),
        from: 1000,
      },
      change('freeChange', t('assets.freeChange')),
      change('lockedChange', t('assets.lockedChange')),
      figure('free', t('column.free'), 900),
      figure('locked', t('column.locked'), 900),
    ]
  }, [digits, begins, formatMessage, t])
}

type ChangeProps = {
  readonly row: Movement
  readonly of: 'freeChange' | 'lockedChange'
  readonly digits: number
  readonly opens: boolean
}

/** Amount of a movement; the opening balance and what moves between available and in orders have no color. */
function Change({ row, of, digits, opens }: ChangeProps) {
  const text = row[of]
  if (text === '0') return <span className="dim num">0</span>
  const shown = opens ? amountAt(text, digits) : changeAt(text, digits)
  return <Figure exact={text} shown={shown} amount className={opens || !isOwn(row, text) ? '' : toneOf(text)} />
}

/** True for a change in the direction of the whole balance; the other side is what moved within it. */
function isOwn({ freeChange, lockedChange }: Movement, text: string): boolean {
  return signOf(add(decimal<'asset'>(freeChange), decimal<'asset'>(lockedChange))) === signOf(text)
}

type CompactMovementProps = { readonly row: Movement; readonly digits: number; readonly opens: boolean }

function CompactMovement({ row, digits, opens }: CompactMovementProps) {
  const { t } = useTranslation()
  const formatMessage = useMessage()
  return (
    <>
      <span>
        {opens ? t('assets.opening') : capital(formatMessage('reason', row.reason))}
        {isNamed(row) ? ' · ' : null}
        <MovementOrigin row={row} short />
      </span>
      <span>
        <span className="dim">{t('column.free')}</span>{' '}
        <Change row={row} of="freeChange" digits={digits} opens={opens} />
      </span>
      <span className="dim">
        <Moment time={row.time} />
      </span>
      <span className="dim">
        {t('column.locked')} <Change row={row} of="lockedChange" digits={digits} opens={opens} />
      </span>
    </>
  )
}
