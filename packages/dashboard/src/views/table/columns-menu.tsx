/** Choice of a table's columns, their order and widths; it is stored. Narrow tables with two-line rows have none. */

import { ActionIcon, Button, Checkbox, Popover } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { DEFAULT_LAYOUT } from '../../settings/stored-layouts.ts'
import { inOrder, isShown, moved, withShown, withWidth } from '../../state/table-layout.ts'
import { Icon, type IconName } from '../parts/icons.tsx'
import type { Column } from './data-table.tsx'
import styles from './table.module.css'
import { useTableLayout } from './use-table-layout.ts'

/** Step of one press, and initial width of a column without a width of its own, in px. */
const STEP_PX = 24
const START_PX = 120

type ColumnsMenuProps<T> = { readonly name: string; readonly columns: readonly Column<T>[] }

/** A button that opens the list of columns of the table `name`. */
export function ColumnsMenu<T>({ name, columns }: ColumnsMenuProps<T>) {
  const { t } = useTranslation()
  return (
    <Popover position="bottom-end" width={300} shadow="sm" trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon
          variant="subtle"
          color="gray"
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

function ColumnList<T>({ name, columns }: ColumnsMenuProps<T>) {
  const { t } = useTranslation()
  const { layout, setLayout } = useTableLayout(name)
  const ordered = inOrder(columns, layout)
  return (
    <>
      <p className={styles.columnsHint}>{t('table.columnsHint')}</p>
      {ordered.map((column, index) => {
        const { id, label } = column
        const width = layout.widths[id] ?? START_PX
        return (
          <div key={id} className={styles.columnRow}>
            <Checkbox
              size="xs"
              label={label}
              checked={isShown(column, layout)}
              onChange={(event) => setLayout(withShown(layout, id, event.currentTarget.checked))}
            />
            <Step
              icon="up"
              label={t('table.moveBefore', { name: label })}
              disabled={index === 0}
              onClick={() => setLayout(moved(columns, layout, id, -1))}
            />
            <Step
              icon="down"
              label={t('table.moveAfter', { name: label })}
              disabled={index === ordered.length - 1}
              onClick={() => setLayout(moved(columns, layout, id, 1))}
            />
            <Step
              icon="minus"
              label={t('table.narrower', { name: label })}
              onClick={() => setLayout(withWidth(layout, id, width - STEP_PX))}
            />
            <Step
              icon="plus"
              label={t('table.wider', { name: label })}
              onClick={() => setLayout(withWidth(layout, id, width + STEP_PX))}
            />
          </div>
        )
      })}
      <div className={styles.columnsFoot}>
        <Button size="compact-sm" variant="default" onClick={() => setLayout(DEFAULT_LAYOUT)}>
          {t('table.usual')}
        </Button>
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
    <ActionIcon
      variant="subtle"
      color="gray"
      size={24}
      aria-label={label}
      title={label}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon name={icon} size={10} />
    </ActionIcon>
  )
}
