/** How the panel's page looks: the reader's own fonts and colours, figures in columns. */

export const PAGE_STYLE = `:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; max-width: 72rem; padding: 1rem; }
header { display: flex; gap: 1rem; align-items: baseline; flex-wrap: wrap; }
h1 { font-size: 1.3rem; margin: 0; }
h2 { font-size: 1rem; margin: 0 0 .4rem; }
section { border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent); padding: .8rem 0; }
*, *::before, *::after { box-sizing: border-box; }
table { border-collapse: collapse; display: block; max-width: 100%; overflow-x: auto; }
p { overflow-wrap: anywhere; }
th, td { text-align: left; padding: .15rem .9rem .15rem 0; vertical-align: top; }
td.number, .figures { font-variant-numeric: tabular-nums; }
td.number { text-align: right; }
th { font-weight: 600; }
form { display: flex; gap: .5rem .8rem; flex-wrap: wrap; align-items: end; margin-bottom: .5rem; }
label { display: inline-flex; gap: .3rem; align-items: center; }
input, select, button { font: inherit; max-width: 100%; padding: .15rem .4rem; }
@media (pointer: coarse), (max-width: 40rem) { input, select, button { min-height: 2.2rem; } input[type=checkbox] { min-width: 1.2rem; } }
ul.plain { list-style: none; padding: 0; margin: 0; }
#state.trouble { color: light-dark(#b00020, #ff8a80); }
`
