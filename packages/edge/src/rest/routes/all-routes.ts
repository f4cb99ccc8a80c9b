/** Every route of the API, one list for the router, the rights and the documents. */

import type { Route } from '../call.ts'
import { openApiRoutes } from '../documents/openapi.ts'
import { accessRoutes } from './access-routes.ts'
import { accountRoutes } from './account-routes.ts'
import { auditRoutes } from './audit-routes.ts'
import { docsRoute } from './docs-page.ts'
import { exportRoutes } from './export-routes.ts'
import { healthRoutes } from './health-routes.ts'
import { importRoutes } from './import-routes.ts'
import { journalRoutes } from './journal-routes.ts'
import { linkRoutes } from './link-routes.ts'
import { marketRoutes } from './market-routes.ts'
import { orderRoutes } from './order-routes.ts'
import { planRoutes } from './plan-routes.ts'
import { passkeyRoutes } from './passkey-routes.ts'
import { proofRoutes } from './proof-routes.ts'
import { redisRoutes } from './redis-routes.ts'
import { reportRoutes } from './report-routes.ts'
import { sandboxRoutes } from './sandbox-routes.ts'
import { sessionRoutes } from './session-routes.ts'
import { sessionsRoutes } from './sessions-routes.ts'
import { settingsRoutes } from './settings-routes.ts'
import { streamRoutes } from './stream-routes.ts'
import { userRoutes } from './user-routes.ts'

/** Every route. */
export const routes: readonly Route[] = (() => {
  const served = [
    ...accountRoutes,
    ...reportRoutes,
    ...marketRoutes,
    ...orderRoutes,
    ...planRoutes,
    ...streamRoutes,
    ...exportRoutes,
    ...journalRoutes,
    ...importRoutes,
    ...sessionRoutes,
    ...sessionsRoutes,
    ...userRoutes,
    ...passkeyRoutes,
    ...linkRoutes,
    ...proofRoutes,
    ...accessRoutes,
    ...auditRoutes,
    ...settingsRoutes,
    ...redisRoutes,
    ...sandboxRoutes,
    ...healthRoutes,
  ]
  return [...served, ...openApiRoutes(served), docsRoute(served)]
})()
