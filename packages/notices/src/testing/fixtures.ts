/** Announcements in our own words with the facts of real ones: three lists of markets, two interfaces that ended. */

const DECEMBER = 'KRU NEUTON SPOL EDX SLOF BNRY ABDS MORRA ALVA IGT CAP NEOS HKTM KASPY RG IAGO'.split(' ')
const JANUARY = 'LOFI FROP FURI IMARO EVDC NLS SUT DGH EXPERT BIGJIMT RIZO PXP JD98'.split(' ')
/** One is named twice, and two of January come again. */
const FEBRUARY = (
  'AZC FAN FROP NEI PLENA PGPT MOTH STOG XELS PIN MSQ AICE FU ONON PSL AB PXP SHIRO HASHAI TOAD BARS LUMI DT ONON MMA AIAKITA DRN AIX9 ' +
  'ZND TRT ZAI DHN A47'
).split(' ')

/** MEXC: a list is broken over nested elements wherever its editor liked. */
function list(bases: readonly string[], dated: string): string {
  const pairs = bases.map((base) => `${base}/USDT`)
  const half = Math.ceil(pairs.length / 2)
  return (
    `<p style="color:rgb( 51 , 51 , 51 )">For an upgrade and maintenance, trading over the <b>API</b> is now disabled in these spot markets: <br/></p>` +
    `<div>${pairs.slice(0, half).join(', ')}, <div style="white-space:pre-wrap">${pairs.slice(half).join(', ')}<br></div></div>` +
    `<ul><li>No order can be placed there over the API any more; what you hold you can trade by hand on the web or in the app.` +
    `<li>Orders that stand there can be canceled on the web or in the app.</ul><p>${dated}</p>`
  )
}

export const december = list(DECEMBER, 'December 11, 2024')
export const january = list(JANUARY, '*More of January 2025 will be added here.')
export const february = list(FEBRUARY, '*More of February 2025 will be added here.')
export const lists = { december: DECEMBER, january: JANUARY, february: FEBRUARY }

export const oldSockets =
  '<div><div>Streams are now sent as Protocol Buffers; see <a href="https://docs.example/streams">https://docs.example/streams</a>.</div>' +
  '<h3><strong>When:</strong></h3><div>On <strong>Aug 4, 2025, 06:00 (UTC)</strong>, the V3 WebSocket address<strong> (</strong>' +
  '<strong>wss://wbs.mexc.com/ws)</strong> will be discontinued for programs.</div><div>Please move before then.</div></div><p><br /></p>'
export const oldRest =
  '<div><div>The V3 API is stable. To serve programs better than V2 did, the V2 Restful API will be discontinued on <span>' +
  '<b>August 6, 2025, at 06:00 (UTC)</b></span>.</div><div>Those on the V2 Restful API should prepare to move to the V3 Restful API.</div></div>'

/** All five as one file made by hand. */
export const handMade = ['#What the exchange said', oldSockets, oldRest, february, january, december].join('\n\n')
