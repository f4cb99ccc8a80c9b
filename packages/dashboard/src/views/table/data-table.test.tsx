import { act, useLayoutEffect, useMemo, useState } from 'react'
import { expect, test } from 'vitest'
import { type OpenPage, openPage, tableRows, wordsOf } from '../testing/page.tsx'
import { ColumnsMenu } from './columns-menu.tsx'
import type { Column } from './column.ts'
import { DataTable } from './data-table.tsx'

type Row = { readonly id: string; readonly price: number; readonly fee: number }

const rows: readonly Row[] = [
  { id: 'b', price: 2, fee: 30 },
  { id: 'a', price: 3, fee: 20 },
  { id: 'c', price: 1, fee: 10 },
]
const column = (id: 'id' | 'price' | 'fee', more: Partial<Column<Row>> = {}): Column<Row> => ({
  id,
  label: id,
  header: id,
  track: 'minmax(60px, 1fr)',
  cell: (row) => row[id],
  ...more,
})
const columns = [
  column('id'),
  column('price', { sort: (a, b) => a.price - b.price }),
  column('fee', { optional: true }),
]
const table = (
  <>
    <ColumnsMenu name="test" columns={columns} />
    <DataTable
      name="test"
      label="Test"
      rows={rows}
      columns={columns}
      rowKey={(row) => row.id}
      compactRow={(row) => row.id}
      empty={null}
    />
  </>
)
const stored = (layout: object) => ({ preferences: { tables: { test: layout } } })
const heads = ({ root }: OpenPage) => Object.keys(tableRows(root, 'Test')[0] ?? {})
const pressed = async (page: OpenPage, element: Element | null | undefined) =>
  page.update(() => (element as HTMLElement).click())
const labelled = (label: string) => document.querySelector(`[aria-label="${label}"]`)
const choice = (label: string) =>
  [...document.querySelectorAll('label')].find((one) => wordsOf(one) === label)?.control ?? null

test('a click on a heading sorts descending, the next ascending, the third not at all', async () => {
  const page = await openPage(table)
  const order = () => tableRows(page.root, 'Test').map((row) => row['price'])
  const head = () => page.root.querySelector('[role="columnheader"] button')
  const sorted = () => head()?.closest('[role="columnheader"]')?.getAttribute('aria-sort')
  expect(order()).toEqual(['2', '3', '1'])
  await pressed(page, head())
  expect([order(), sorted()]).toEqual([['3', '2', '1'], 'descending'])
  await pressed(page, head())
  expect([order(), sorted()]).toEqual([['1', '2', '3'], 'ascending'])
  await pressed(page, head())
  expect([order(), sorted()]).toEqual([['2', '3', '1'], null])
})

test('columns have the stored order', async () => {
  expect(heads(await openPage(table))).toEqual(['id', 'price'])
  const layout = { order: ['fee', 'price'], hidden: ['price'], shown: ['fee'], widths: { fee: 90 } }
  const page = await openPage(table, stored(layout))
  expect(heads(page)).toEqual(['id', 'fee'])
  const grid = page.root.querySelector<HTMLElement>('[role="table"]')
  expect(grid?.style.getPropertyValue('--tracks')).toBe('minmax(60px, 1fr) 90px')
})

test('one column stays if all were hidden', async () => {
  expect(heads(await openPage(table, stored({ hidden: ['id', 'price'] })))).toEqual(['id'])
})

test('the menu shows, moves and widens columns, stores the layout, and resets it', async () => {
  const page = await openPage(table)
  await pressed(page, page.root.querySelector('[data-testid="columns"]'))
  await pressed(page, choice('fee'))
  expect(heads(page)).toEqual(['id', 'price', 'fee'])
  await pressed(page, labelled('Move fee forward'))
  expect(heads(page)).toEqual(['id', 'fee', 'price'])
  await pressed(page, labelled('Make fee wider'))
  expect(page.preferences.read().tables['test']).toEqual({
    order: ['id', 'fee', 'price'],
    hidden: [],
    shown: ['fee'],
    widths: { fee: 144 },
  })
  await act(async () => [...document.querySelectorAll('button')].find((one) => wordsOf(one) === 'Reset')?.click())
  expect(heads(page)).toEqual(['id', 'price'])
  expect(page.preferences.read().tables['test']).toEqual({ order: [], hidden: [], shown: [], widths: {} })
})

test('dragging the edge of a heading resizes at once, and stores the width on release', async () => {
  const page = await openPage(table)
  const edge = page.root.querySelectorAll('[role="columnheader"]')[1]?.querySelector('[title]:not(button)')
  const grid = page.root.querySelector<HTMLElement>('[role="table"]')
  const point = (type: string, clientX: number) =>
    page.update(() => edge?.dispatchEvent(new PointerEvent(type, { clientX, bubbles: true, pointerId: 1 })))
  await point('pointerdown', 500)
  await point('pointermove', 590)
  expect(grid?.style.getPropertyValue('--tracks')).toBe('minmax(60px, 1fr) 90px')
  expect(page.preferences.read().tables).toEqual({})
  await point('pointerup', 590)
  expect(page.preferences.read().tables['test']?.widths).toEqual({ price: 90 })
  await page.update(() => edge?.dispatchEvent(new MouseEvent('dblclick', { bubbles: true })))
  expect(page.preferences.read().tables['test']?.widths).toEqual({})
})

test('the last row is never of another moment than the rows above it', async () => {
  const painted = new Set<string>()
  function Probe({ price }: { readonly price: number }) {
    useLayoutEffect(() => {
      painted.add([...document.querySelectorAll('[data-probe]')].map((one) => one.textContent).join(' '))
    })
    return <span data-probe="">{price}</span>
  }
  const probed = [column('price', { cell: (row) => <Probe price={row.price} /> })]
  let load = (_price: number) => {}
  function Changing() {
    const [price, setPrice] = useState(1)
    load = setPrice
    const row = useMemo(() => ({ id: 'a', price, fee: 0 }), [price])
    return (
      <DataTable
        label="Test"
        rows={useMemo(() => [row], [row])}
        foot={row}
        columns={probed}
        rowKey={({ id }) => id}
        compactRow={({ id }) => id}
        empty={null}
      />
    )
  }
  const page = await openPage(<Changing />)
  await page.update(() => load(2))
  expect([...painted].at(-1)).toBe('2 2')
  expect([...painted]).not.toContain('1 2')
})
