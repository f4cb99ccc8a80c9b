/** Selected open orders: the column that selects, and what is canceled by selection, side or market. */

import type { OrderData } from '@spotdeck/api'
import { Button, Checkbox } from '@mantine/core'
import { createContext, useContext, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDigits } from '../../state/queries/queries.ts'
import { useAccountData } from '../../state/store/use-account-data.ts'
import { isOpen } from '../../state/store/view.ts'
import { Icon } from '../parts/icons.tsx'
import { ButtonMenu } from '../parts/menu.tsx'
import type { Column } from '../table/column.ts'
import { CancelQuestion } from './cancel-order.tsx'
import { pairOf, useOpenOrderWords } from './order-figures.tsx'
import styles from './orders.module.css'

/** Selection of a table's rows, by order id. */
export type Selection = {
  readonly ids: ReadonlySet<string>
  /** Selects or releases these orders. */
  readonly set: (orderIds: readonly string[], isSelected: boolean) => void
  /** Orders that can be selected. */
  readonly open: readonly OrderData[]
}

/** Provided around a table with the column of `selectColumn`. */
export const SelectionContext = createContext<Selection>({ ids: new Set(), set: () => undefined, open: [] })

/** A selection among `rows`; what is open no more falls out of it. */
export function useSelection(rows: readonly OrderData[] | undefined): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  return useMemo(() => {
    const open = (rows ?? []).filter(isOpen)
    return {
      open,
      ids: new Set(open.map(({ orderId }) => orderId).filter((orderId) => chosen.has(orderId))),
      set: (orderIds, isSelected) =>
        setChosen((now) => {
          const rest = [...now].filter((orderId) => !orderIds.includes(orderId))
          return new Set(isSelected ? [...rest, ...orderIds] : rest)
        }),
    }
  }, [rows, chosen])
}

/** `columns` after one that selects open orders, where `isOn`. */
export function useSelectable(columns: readonly Column<OrderData>[], isOn: boolean): readonly Column<OrderData>[] {
  const { t } = useTranslation()
  return useMemo(() => {
    const cell = (order: OrderData) => (isOpen(order) ? <SelectOne order={order} /> : null)
    const select = { id: 'select', label: t('orders.select'), header: <SelectAll />, track: '20px', cell }
    return isOn ? [select, ...columns] : columns
  }, [columns, isOn, t])
}

function SelectAll() {
  const { t } = useTranslation()
  const { ids, set, open } = useContext(SelectionContext)
  const isWhole = ids.size > 0 && ids.size === open.length
  return (
    <Checkbox
      size="xs"
      aria-label={t('orders.selectAll')}
      checked={isWhole}
      indeterminate={ids.size > 0 && !isWhole}
      onChange={() =>
        set(
          open.map(({ orderId }) => orderId),
          !isWhole,
        )
      }
    />
  )
}

function SelectOne({ order }: { readonly order: OrderData }) {
  const { t } = useTranslation()
  const words = useOpenOrderWords()
  const { ids, set } = useContext(SelectionContext)
  return (
    // The row around it opens details: what happens in here must not reach it.
    <span
      onClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => event.stopPropagation()}
      role="presentation"
    >
      <Checkbox
        size="xs"
        aria-label={`${t('orders.select')}: ${words(order)}`}
        checked={ids.has(order.orderId)}
        onChange={(event) => set([order.orderId], event.currentTarget.checked)}
      />
    </span>
  )
}

/** Cancels the selected orders or, while none is selected, all; a menu has sides and markets. */
export function CancelMenu({ selection: { ids, open } }: { readonly selection: Selection }) {
  const { t } = useTranslation()
  const digits = useDigits()
  const isConnected = useAccountData('connection').phase === 'open'
  const [asked, setAsked] = useState<readonly OrderData[]>()
  if (open.length === 0 && asked === undefined) return null
  const selected = open.filter(({ orderId }) => ids.has(orderId))
  const symbols = [...new Set(open.map(({ symbol }) => symbol))].sort()
  const bySide = (side: OrderData['side']) => open.filter((order) => order.side === side)
  const groups = [
    { key: 'selected', orders: selected, label: (shown: string) => t('orders.cancelSelected', { shown }) },
    { key: 'all', orders: open, label: (shown: string) => t('orders.cancelAll', { shown }) },
    { key: 'buys', orders: bySide('BUY'), label: (shown: string) => t('orders.cancelBuys', { shown }) },
    { key: 'sells', orders: bySide('SELL'), label: (shown: string) => t('orders.cancelSells', { shown }) },
    ...symbols.map((symbol) => ({
      key: symbol,
      orders: open.filter((order) => order.symbol === symbol),
      label: (shown: string) => t('orders.cancelMarket', { market: pairOf(symbol, digits), shown }),
    })),
  ].filter(({ orders }) => orders.length > 0)
  const [first] = groups
  return (
    <span className={styles.cancelMenu}>
      <Button
        variant="default"
        size="compact-sm"
        disabled={!isConnected}
        onClick={() => setAsked(first?.orders)}
        data-testid="cancel-many"
      >
        {first?.label(String(first.orders.length))}
      </Button>
      <ButtonMenu
        position="bottom-end"
        button={
          <button
            type="button"
            className={styles.cancelMore}
            aria-label={t('orders.cancelWhich')}
            disabled={!isConnected}
          >
            <Icon name="chevron" size={12} />
          </button>
        }
        items={groups.map(({ key, orders, label }) => ({
          key,
          label: label(String(orders.length)),
          onPick: () => setAsked(orders),
        }))}
      />
      {asked === undefined ? null : <CancelQuestion orders={asked} onClose={() => setAsked(undefined)} />}
    </span>
  )
}
