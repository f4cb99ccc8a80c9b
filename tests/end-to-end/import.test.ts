import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CoverageWindow, Snapshot } from '@spotdeck/api'
import { afterEach, describe, expect, test } from 'vitest'
import { type Running, interruptible, runCommand, startCommand, temporaryFolder } from './support/command.ts'
import { type Session, logIn, read, readLedger } from './support/gateway.ts'
import { until } from './support/until.ts'

type ToldDeal = {
  readonly symbol: string
  readonly side: string
  readonly price: string
  readonly quantity: string
  readonly quoteQuantity: string
  readonly fee: string
  readonly feeAsset: string
  readonly time: number
}

const folder = temporaryFolder()
const opened: Running[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.end('SIGKILL')
  folder.remove()
})

const wallClock = (time: number): string => new Date(time).toISOString().slice(0, 19).replace('T', ' ')
const said = (deals: readonly ToldDeal[]): readonly string[] =>
  deals
    .map(
      (deal) =>
        `${deal.symbol} ${deal.side} ${deal.price} ${deal.quantity} ${deal.fee} ${Math.floor(deal.time / 1_000)}`,
    )
    .sort()

/** Fills of one file; applying them takes longer than a command that is interrupted. */
const MANY = 30_000
const readHead = async (session: Session): Promise<number> =>
  (await read<Snapshot>(session, '/accounts/main/snapshot')).seq

/** Applies a large file, interrupts the command once rows were written, and returns the head after nothing more is written. */
async function interruptedImport(session: Session, data: string): Promise<{ code: number | null; written: number }> {
  const file = join(folder.path, 'many.csv')
  const start = Date.UTC(2025, 0, 1)
  const rows = Array.from(
    { length: MANY },
    (_, n) => `1,MXUSDT,${wallClock(start + n * 60_000)},買入,2.5,${n + 1},1,0USDT,Taker`,
  )
  writeFileSync(file, ['UID,交易對,時間(UTC+00:00),方向,成交價,成交數量,總額,手續費,角色', ...rows].join('\r\n'))
  const before = await readHead(session)
  const running = interruptible(['import', file, '--data', data, '--account', 'main', '--apply'])
  await expect.poll(() => readHead(session)).toBeGreaterThan(before + 500)
  running.interrupt()
  const { code } = await running.ended
  const at = await readHead(session)
  // The demo account goes on trading: a few events may follow, thousands of rows may not.
  await expect.poll(async () => (await readHead(session)) - at).toBeLessThan(200)
  return { code, written: await readHead(session) }
}

describe('spotdeck import', () => {
  test('previews an export, adds it once with --apply, and closes gaps beyond REST’s history limit', async () => {
    const data = join(folder.path, 'data')
    const none = join(folder.path, 'none.csv')
    writeFileSync(none, 'Pairs,Time,Side,Filled Price,Executed Amount,Total,Fee,Role')
    // One market has a past of its own to import, and is read within seconds.
    const environment = { SPOTDECK_SYMBOLS: 'MXUSDT' }
    const up = await startCommand(['up', '--port', '0', '--sandbox-port', '0', '--data', data], { environment })
    opened.push(up)
    const session = await logIn(up.address)
    const sandbox = /(http:\/\/127\.0\.0\.1:\d+)(?!.*http:\/\/127)/.exec(up.line)?.[1] ?? ''
    const truth = await fetch(`${sandbox}/sandbox/accounts/mx0sandboxdemo/truth`).then(
      (answer) => answer.json() as Promise<{ deals: readonly ToldDeal[]; time: number }>,
    )
    // The demo account goes on trading meanwhile.
    const isPast = ({ time }: { readonly time: number }): boolean => time < truth.time - 3_600_000
    const past = truth.deals.filter(isPast)
    const swept = async () => {
      const { coverage: windows } = await read<{ coverage: readonly CoverageWindow[] }>(
        session,
        '/accounts/main/snapshot',
      )
      return windows.length > 0 && windows.every(({ state }) => state !== 'repairing')
    }
    await until(swept, 'the past is read')
    const before = await readLedger(session)
    const file = join(folder.path, 'fills.csv')
    const rows = past.map((deal) =>
      [
        '1',
        deal.symbol,
        wallClock(deal.time),
        deal.side === 'BUY' ? '買入' : '賣出',
        deal.price,
        deal.quantity,
        deal.quoteQuantity,
        `${deal.fee}${deal.feeAsset}`,
        'Taker',
      ].join(','),
    )
    writeFileSync(file, ['UID,交易對,時間(UTC+00:00),方向,成交價,成交數量,總額,手續費,角色', ...rows].join('\r\n'))
    const held = said(before.deals)
    const lacking = said(past).filter((deal) => !held.includes(deal)).length
    const shown = await runCommand(['import', file, '--data', data, '--account', 'main'])
    expect(shown).toMatchObject({ code: 0, err: '' })
    expect(shown.out).toMatch(new RegExp(`new +${lacking}\\n`))
    // The part of the demo's history that REST does not return depends on the hour.
    if (lacking > 0) expect(shown.out).toContain('Closes a hole in deals')
    expect(shown.out).toContain('Nothing was written')
    expect((await readLedger(session)).deals.filter(isPast)).toHaveLength(before.deals.filter(isPast).length)
    const applied = await runCommand(['import', file, '--data', data, '--account', 'main', '--apply'])
    expect(applied).toMatchObject({ code: 0, err: '' })
    expect(applied.out).toContain(`${lacking} added`)
    const after = await readLedger(session)
    expect(said(after.deals.filter(isPast))).toEqual(said(past))
    const again = await runCommand(['import', file, '--data', data, '--account', 'main', '--apply'])
    expect(again.out).toContain(`0 added, ${past.length} known`)
    // Well within what the ledger knows, at any hour.
    const one = past.at(-1)
    const wrong = join(folder.path, 'wrong.csv')
    const row = (price: string): string =>
      [
        '1',
        one?.symbol,
        wallClock(one?.time ?? 0),
        one?.side === 'BUY' ? '買入' : '賣出',
        price,
        one?.quantity,
        '1',
        '0.1MX',
        'Taker',
      ].join(',')
    writeFileSync(wrong, ['UID,交易對,時間(UTC+00:00),方向,成交價,成交數量,總額,手續費,角色', row('999')].join('\r\n'))
    const contradicting = await runCommand(['import', wrong, '--data', data])
    expect(contradicting.out).toMatch(/contradicting +1\n/)
    expect(contradicting).toMatchObject({ code: 5, err: expect.stringContaining('IMPORT_CONTRADICTS') as string })
    const unclear = join(folder.path, 'unclear.csv')
    writeFileSync(unclear, 'one,two\n1,2')
    expect(await runCommand(['import', unclear, '--data', data])).toMatchObject({
      code: 2,
      err: expect.stringContaining('--kind orders|deals|deposits|withdrawals') as string,
    })
    const cut = join(folder.path, 'cut.xlsx')
    writeFileSync(cut, Buffer.from('504b0304140000000800', 'hex'))
    expect(await runCommand(['import', cut, '--data', data])).toMatchObject({
      code: 8,
      err: expect.stringContaining('IMPORT_UNREADABLE') as string,
    })
    const refused = await fetch(`${session.origin}/api/v1/accounts/main/import`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ content: 'A'.repeat(1024 * 1024) }),
    })
    expect(refused.status).toBe(401)
    const before2 = await readHead(session)
    const { code, written: seq } = await interruptedImport(session, data)
    expect(code).toBe(130)
    expect(seq - before2).toBeGreaterThan(0)
    expect(seq - before2).toBeLessThan(MANY)
    await up.end('SIGTERM')
    opened.splice(0)
    for (const command of [['login'], ['import', none]]) {
      const away = await runCommand([...command, '--data', data, '--port', '1'])
      expect(away).toMatchObject({ code: 6, out: '' })
      expect(away.err).toContain('GATEWAY_NOT_RUNNING')
    }
    const csv = join(folder.path, 'deals.csv')
    const written = await runCommand(['export', 'deals', '--data', data, '--to', csv])
    expect(written).toMatchObject({ code: 0, err: '', out: `main: deals in ${csv}, ${statSync(csv).size} bytes\n` })
  })
})
