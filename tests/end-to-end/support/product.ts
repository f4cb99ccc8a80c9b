/** One run of the product and one Chromium for all files under `pages`: started before the first file, ended after the last. */

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
    product: SharedProduct
  }
}

/** Starts the product and the browser; returns the function that ends them. Without Chromium the files skip their tests. */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (chromiumPath === undefined) return undefined
  const folder = temporaryFolder()
  const started: { product?: Running; browser?: BrowserServer } = {}
  const end = async (): Promise<void> => {
    await started.browser?.close()
    await started.product?.end('SIGTERM')
    folder.remove()
  }
  try {
    started.product = await startCommand(['up', '--port', '0', '--sandbox-port', '0', '--data', folder.path])
    started.browser = await launchBrowserServer()
    project.provide('product', {
      dataFolder: folder.path,
      browserUrl: started.browser.wsEndpoint(),
      owner: await logIn(started.product.address),
    })
    return end
  } catch (error) {
    await end()
    throw error
  }
}
