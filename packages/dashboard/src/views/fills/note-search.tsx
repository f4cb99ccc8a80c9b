/** Finds a note by its text or a tag, and opens the order that it is on. */

import type { DealData } from '@spotdeck/api'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { findNotes, noteLine, useNotes } from '../../state/queries/notes.ts'
import { useOpenOrderOf } from '../orders/open-order.ts'
import { SearchSelect } from '../table/search-select.tsx'

/** A field for the owner with notes; `rows` say which order the note on a fill belongs to. */
export function NoteSearch({ rows = [] }: { readonly rows: readonly DealData[] | undefined }) {
  const { t } = useTranslation()
  const notes = useNotes()
  const open = useOpenOrderOf()
  const [typed, setTyped] = useState('')
  if (notes === undefined || notes.all.length === 0) return null
  const orders = new Map(rows.map(({ tradeId, orderId }) => [tradeId, orderId]))
  const found = findNotes(notes.all, typed).flatMap((note) => {
    const orderId = note.kind === 'order' ? note.id : orders.get(note.id)
    return orderId === undefined ? [] : [{ value: `${note.kind} ${note.id}`, label: noteLine(note), orderId }]
  })
  return (
    <SearchSelect
      w={170}
      label={t('journal.find')}
      data={found.map(({ value, label }) => ({ value, label }))}
      filter={({ options, limit }) => options.slice(0, limit)}
      nothingFoundMessage={<span role="status">{t('journal.noneFound')}</span>}
      searchValue={typed}
      onSearchChange={setTyped}
      value=""
      onChange={(value) => {
        setTyped('')
        const orderId = found.find((one) => one.value === value)?.orderId
        if (orderId !== undefined) open({ orderId })
      }}
      comboboxProps={{ width: 320, position: 'bottom-start' }}
    />
  )
}
