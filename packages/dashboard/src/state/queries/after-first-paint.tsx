/** The first view comes first: what it can do without is asked for once it stands. */

import { type ReactNode, createContext, startTransition, useContext, useEffect, useState } from 'react'
import { browserIdle } from '../../world.ts'

const SettledContext = createContext(true)

/** Lets what is inside wait, by `useSettled`, until it has been drawn for the first time. */
export function AfterFirstPaint({ children }: { readonly children: ReactNode }) {
  const [settled, setSettled] = useState(false)
  useEffect(() => {
    let isGone = false
    void browserIdle().then(() => {
      if (!isGone) startTransition(() => setSettled(true))
    })
    return () => {
      isGone = true
    }
  }, [])
  return <SettledContext value={settled}>{children}</SettledContext>
}

/** True once the first view is painted. */
export function useSettled(): boolean {
  return useContext(SettledContext)
}
