/** How far the import that runs is, and the way to cancel it; one that runs when the page is left is canceled. */

import type { ImportProgress } from '@spotdeck/api'
import { useEffect, useRef, useState } from 'react'
import type { ImportWatch } from '../../live/import-api.ts'

export type RunningImport = {
  /** Absent while none runs. */
  readonly progress: ImportProgress | undefined
  readonly begin: () => ImportWatch
  readonly end: () => void
  readonly cancel: () => void
}

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
