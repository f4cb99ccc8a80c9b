/** The owner's note on one order: read, written and deleted. */

import { type JournalChange, type JournalEntry, MAX_TAG } from '@spotdeck/api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { notesKey } from './notes.ts'
import { useAccountServices } from '../store/use-account-data.ts'

/** Tags as they are typed, with commas between them: each once, without outer spaces. */
export function tagsOf(typed: string): readonly string[] {
  const parts = typed.split(/[,，、]/).map((part) => part.trim())
  return [...new Set(parts.filter((part) => part !== ''))]
}

/** Returns whether each tag is short enough. */
export const areTags = (tags: readonly string[]): boolean => tags.every((tag) => tag.length <= MAX_TAG)

/** The note of an order and the two ways to change it; `data` is `null` where there is none. */
export function useOrderNote(orderId: string) {
  const { api, account } = useAccountServices()
  const client = useQueryClient()
  const queryKey = ['order-note', account, orderId]
  const keep = (note: JournalEntry | null) => {
    client.setQueryData(queryKey, note)
    void client.invalidateQueries({ queryKey: notesKey(account) })
  }
  const { data, error } = useQuery({
    queryKey,
    queryFn: ({ signal }) => api.orderNote(account, orderId, signal),
    refetchOnWindowFocus: false,
  })
  const write = useMutation({
    mutationFn: (note: JournalChange) => api.writeOrderNote(account, orderId, note),
    onSuccess: keep,
  })
  const remove = useMutation({
    mutationFn: () => api.deleteOrderNote(account, orderId),
    onSuccess: () => keep(null),
  })
  return { data, error, write, remove }
}
