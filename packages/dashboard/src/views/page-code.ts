/** Loads the code of each page; the overview's is part of the first bundle. */

export const pages = {
  assets: () => import('./assets/assets-page.tsx'),
  asset: () => import('./assets/asset-page.tsx'),
  orders: () => import('./orders/orders-page.tsx'),
  fills: () => import('./fills/fills-page.tsx'),
  performance: () => import('./performance/performance-page.tsx'),
  day: () => import('./day/day-page.tsx'),
  away: () => import('./day/away-page.tsx'),
  market: () => import('./market/market-page.tsx'),
  activity: () => import('./activity/activity-page.tsx'),
  settings: () => import('./settings/settings-page.tsx'),
}

/** Starts to load the code of the page at `path`, before the session is known. */
export function fetchPage(path: string): void {
  const [, name = '', part = ''] = path.split('/')
  const wanted = Object.entries(pages).find(([page]) => page === (name === 'assets' && part !== '' ? 'asset' : name))
  // A failure here is ignored: drawing the page fetches the code again and reports it.
  wanted?.[1]().catch(() => undefined)
}
