/** The panel's page as one document: headings and empty places that its script fills. */

export const PAGE_DOCUMENT = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sandbox exchange</title>
<link rel="stylesheet" href="/sandbox/page.css">
<script src="/sandbox/page.js" defer></script>
</head>
<body>
<header><h1>Sandbox exchange</h1><p id="state" role="status">Loading…</p></header>
<main>
<section aria-labelledby="clock-title">
<h2 id="clock-title">Clock</h2>
<p id="clock" class="figures"></p>
<p><button data-clock='{"paused":true}'>Pause</button>
<button data-clock='{"paused":false}'>Resume</button>
<button data-clock='{"rate":1}'>1×</button>
<button data-clock='{"rate":60}'>60×</button>
<button data-clock='{"advanceMs":60000}'>+ 1 min</button>
<button data-clock='{"advanceMs":3600000}'>+ 1 h</button></p>
</section>
<section aria-labelledby="faults-title">
<h2 id="faults-title">Faults</h2>
<form id="fault-form">
<label>Kind <select name="kind"></select></label>
<label>API key <input name="apiKey" autocomplete="off"></label>
<label>Channel <input name="channel" placeholder="private.deals" autocomplete="off"></label>
<label>Endpoint <input name="endpoint" placeholder="POST order" autocomplete="off"></label>
<label>Probability <input name="probability" value="1" inputmode="decimal" size="4"></label>
<label>Connection <input name="connection" inputmode="numeric" size="4"></label>
<label>Duration, s <input name="seconds" inputmode="numeric" size="5"></label>
<label>Count <input name="times" inputmode="numeric" size="4"></label>
<label>Status <input name="status" inputmode="numeric" placeholder="503" size="4"></label>
<label>Delay, ms <input name="delayMs" inputmode="numeric" size="6"></label>
<label>Clock offset, ms <input name="offsetMs" inputmode="numeric" size="7"></label>
<button>Turn on</button>
</form>
<table id="faults"></table>
<p><button id="clear-faults">Turn all off</button></p>
</section>
<section aria-labelledby="drift-title">
<h2 id="drift-title">Protocol changes</h2>
<ul id="drift" class="plain"></ul>
</section>
<section aria-labelledby="switches-title">
<h2 id="switches-title">Switches</h2>
<table id="switches"></table>
</section>
<section aria-labelledby="symbols-title">
<h2 id="symbols-title">Symbols</h2>
<table id="symbols"></table>
<form id="price-form">
<label>Move price of <select name="symbol" aria-label="Symbol"></select></label>
<label>by % <input name="percent" value="-5" inputmode="decimal" size="5"></label>
<label>within, s <input name="seconds" value="60" inputmode="numeric" size="5"></label>
<button>Move price</button>
</form>
</section>
<section aria-labelledby="accounts-title">
<h2 id="accounts-title">Accounts</h2>
<table id="accounts"></table>
<form id="deposit-form">
<label>Deposit <input name="amount" value="1000" inputmode="decimal" size="8" aria-label="Amount"></label>
<label>of <input name="asset" value="USDT" size="6" aria-label="Asset" autocomplete="off"></label>
<label>to <select name="apiKey" aria-label="API key"></select></label>
<button>Deposit</button>
</form>
</section>
<section aria-labelledby="truth-title">
<h2 id="truth-title">Exchange data</h2>
<p id="truth-of">Choose an account.</p>
<table id="truth-balances"></table>
<table id="truth-orders"></table>
</section>
<section aria-labelledby="moments-title">
<h2 id="moments-title">Snapshots</h2>
<p><button id="snapshot">Save snapshot</button>
<button id="restore">Restore last snapshot</button>
<button id="reset">Reset everything</button></p>
<p><a href="/sandbox/openapi.json">Panel API</a></p>
</section>
</main>
</body>
</html>
`
