// MEXC's own SDK in a process of its own: its calls block, so the exchange it asks must run elsewhere.
// Each line in is a job { method, args }, each line out its outcome { value } or { status, body }.
// node mexc-api-sdk-caller.cjs BASE_URL API_KEY SECRET

const { createInterface } = require('node:readline')
const { Spot } = require('mexc-api-sdk')

const [baseURL, apiKey, secret] = process.argv.slice(2)
const client = new Spot(apiKey, secret)
client.config.baseURL = baseURL

createInterface({ input: process.stdin }).on('line', (line) => {
  const { method, args } = JSON.parse(line)
  process.stdout.write(`${JSON.stringify(outcome(method, args))}\n`)
})

function outcome(method, args) {
  try {
    const answer = client[method](...args)
    // Its general call answers the response itself; all others the parsed body.
    return { value: method === 'signRequest' ? JSON.parse(answer.getBody()) : answer }
  } catch (error) {
    if (error.statusCode === undefined) throw error
    return { status: error.statusCode, body: JSON.parse(error.body) }
  }
}
