/** Progress of the running import, and its cancellation; leaving the page cancels it. */

import type { ImportProgress } from '@spotdeck/api'
import { useEffect, useRef, useState } from 'react'
import type { ImportWatch } from '../../live/import-api.ts'

/** The running import: its progress and its start, end and cancellation. */
export type RunningImport = {
  /** Absent while none runs. */
  readonly progress: ImportProgress | undefined
  readonly begin: () => ImportWatch
  readonly end: () => void
  readonly cancel: () => void
}

/** Watches one import at a time; `begin` starts the watch of the next one. */
export function useImportWatch(): RunningImport {
  const [progress, setProgress] = useState<ImportProgress>()
  const stop = useRef<AbortController>(undefined)
  useEffect(() => () => stop.current?.abort(), [])
  return {
    progress,
    begin: () => {
      const controller = new AbortController()
      stop.current = controller
      return { onProgress: setProgress, signal: controller.signal }
    },
    end: () => setProgress(undefined),
    cancel: () => stop.current?.abort(),
  }
}
