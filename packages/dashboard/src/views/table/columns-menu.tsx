/** Choice of a table's columns, their order and widths; it is stored. Narrow tables with two-line rows have none. */

import { ActionIcon, Checkbox, Popover } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { clampWidth } from '../../settings/stored-layouts.ts'
import { moved } from '../../state/table/column-state.ts'
import { Icon, type IconName } from '../parts/icons.tsx'
import type { Column } from './column.ts'
import styles from './table.module.css'
import { SmallButton } from '../parts/small-button.tsx'
import { useColumnTable } from './use-column-table.ts'

/** Step of one press, in px. */
const STEP_PX = 24

type ColumnsMenuProps<T extends object> = { readonly name: string; readonly columns: readonly Column<T>[] }

/** A button that opens the list of columns of the table `name`. */
export function ColumnsMenu<T extends object>({ name, columns }: ColumnsMenuProps<T>) {
  const { t } = useTranslation()
  return (
    <Popover position="bottom-end" width={300} shadow="sm" trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon
          size={26}
          className={styles.columnsButton ?? ''}
          aria-label={t('action.columns')}
          title={t('action.columns')}
          data-testid="columns"
        >
          <Icon name="columns" size={14} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={t('action.columns')}>
        <ColumnList name={name} columns={columns} />
      </Popover.Dropdown>
    </Popover>
  )
}

function ColumnList<T extends object>({ name, columns }: ColumnsMenuProps<T>) {
  const { t } = useTranslation()
  const table = useColumnTable(name, columns)
  const ordered = table.getAllLeafColumns()
  const move = (id: string, steps: number) =>
    table.setColumnOrder(
      moved(
        ordered.map((column) => column.id),
        id,
        steps,
      ),
    )
  const widen = (id: string, px: number) =>
    table.setColumnSizing((old) => ({ ...old, [id]: clampWidth((table.getColumn(id)?.getSize() ?? 0) + px) }))
  const reset = () => {
    table.resetColumnOrder(true)
    table.resetColumnVisibility(true)
    table.resetColumnSizing(true)
  }
  return (
    <>
      <p className={styles.columnsHint}>{t('table.columnsHint')}</p>
      {ordered.map((column, index) => {
        const { id } = column
        const label = columns.find((one) => one.id === id)?.label ?? id
        return (
          <div key={id} className={styles.columnRow}>
            <Checkbox
              size="xs"
              label={label}
              checked={column.getIsVisible()}
              onChange={(event) => column.toggleVisibility(event.currentTarget.checked)}
            />
            <Step
              icon="up"
              label={t('table.moveBefore', { name: label })}
              disabled={index === 0}
              onClick={() => move(id, -1)}
            />
            <Step
              icon="down"
              label={t('table.moveAfter', { name: label })}
              disabled={index === ordered.length - 1}
              onClick={() => move(id, 1)}
            />
            <Step icon="minus" label={t('table.narrower', { name: label })} onClick={() => widen(id, -STEP_PX)} />
            <Step icon="plus" label={t('table.wider', { name: label })} onClick={() => widen(id, STEP_PX)} />
          </div>
        )
      })}
      <div className={styles.columnsFoot}>
        <SmallButton onClick={reset}>{t('table.usual')}</SmallButton>
      </div>
    </>
  )
}

type StepProps = {
  readonly icon: IconName
  readonly label: string
  readonly disabled?: boolean
  readonly onClick: () => void
}

function Step({ icon, label, disabled = false, onClick }: StepProps) {
  return (
    <ActionIcon size={24} aria-label={label} title={label} disabled={disabled} onClick={onClick}>
      <Icon name={icon} size={10} />
    </ActionIcon>
  )
}
