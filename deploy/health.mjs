// Exits with 0 if an address answers 200 within 4 s, else with 1: node health.mjs [URL]. By default the gateway of this container.

const [, , url = `http://127.0.0.1:${process.env.SPOTDECK_PORT || 8787}/healthz`] = process.argv
const status = await fetch(url, { signal: AbortSignal.timeout(4_000) }).then(
  (answer) => answer.status,
  (error) => error.cause?.code ?? error.name,
)
if (status !== 200) process.stderr.write(`${url}: ${status}\n`)
process.exit(status === 200 ? 0 : 1)
