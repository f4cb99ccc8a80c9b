/** One run of the product and one Chromium for all files under `pages`: from before the first to after the last. */

import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BrowserServer } from 'playwright-core'
import type { TestProject } from 'vitest/node'
import { chromiumPath, launchBrowserServer } from './browser.ts'
import { type Running, startCommand, temporaryFolder } from './command.ts'
import { type Session, logIn } from './gateway.ts'

/** Says where the files find the running product. */
export type SharedProduct = {
  readonly dataFolder: string
  /** Address at which Playwright connects to the browser. */
  readonly browserUrl: string
  /** A session of the owner. Files share it, so no file ends it. */
  readonly owner: Session
}

declare module 'vitest' {
  interface ProvidedContext {
    /** File that has the `SharedProduct` as JSON once it runs, or `{ error }`. */
    productFile: string
  }
}

/**
 * Begins to start the product and the browser; returns the function that ends them. Files of other projects run
 * meanwhile. Without Chromium the files skip their tests.
 */
export function setup(project: TestProject): (() => Promise<void>) | undefined {
  if (chromiumPath === undefined) return undefined
  const folder = temporaryFolder()
  const file = join(folder.path, 'product.json')
  project.provide('productFile', file)
  const started: { product?: Running; browser?: BrowserServer } = {}
  const start = async (): Promise<SharedProduct> => {
    const data = join(folder.path, 'data')
    started.product = await startCommand(['up', '--port', '0', '--sandbox-port', '0', '--data', data])
    started.browser = await launchBrowserServer()
    const owner = await logIn(started.product.address)
    return { dataFolder: data, browserUrl: started.browser.wsEndpoint(), owner }
  }
  const said = start().then(
    (product) => say(file, product),
    (error: unknown) => say(file, { error: String(error) }),
  )
  return async () => {
    await said
    await started.browser?.close()
    await started.product?.end('SIGTERM')
    folder.remove()
  }
}

/** Writes a file that others find whole or not at all. */
function say(file: string, value: object): void {
  writeFileSync(`${file}.part`, JSON.stringify(value))
  renameSync(`${file}.part`, file)
}
