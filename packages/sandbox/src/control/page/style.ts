/** Style of the panel's page: the user's own fonts and colors, cards in columns, aligned figures. */

export const PAGE_STYLE = `:root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif; --line: color-mix(in srgb, currentColor 18%, transparent); --ink: light-dark(#0a6b4f, #4fd1a5); }
*, *::before, *::after { box-sizing: border-box; }
body { margin: 0 auto; max-width: 96rem; padding: 1rem; background: light-dark(#f4f5f7, #101317); color: light-dark(#16191d, #e6e9ee); }
header { display: flex; gap: .2rem 1rem; align-items: baseline; flex-wrap: wrap; margin-bottom: .8rem; }
header p { margin: 0; }
h1 { font-size: 1.3rem; margin: 0; }
h2 { font-size: 1rem; margin: 0 0 .5rem; }
main { columns: 2 34rem; column-gap: 1rem; }
section { break-inside: avoid; margin: 0 0 1rem; padding: .9rem 1rem; border: 1px solid var(--line); border-radius: 8px; background: light-dark(#fff, #181c22); }
table { border-collapse: collapse; display: block; max-width: 100%; overflow-x: auto; }
p { margin: .5rem 0; overflow-wrap: anywhere; }
th, td { text-align: left; padding: .25rem .9rem .25rem 0; vertical-align: middle; }
tbody tr { border-top: 1px solid var(--line); }
td.number, .figures { font-variant-numeric: tabular-nums; }
td.number { text-align: right; }
th { font-weight: 600; white-space: nowrap; }
#clock { font-size: 1.25rem; margin: 0; }
form { display: flex; gap: .5rem .8rem; flex-wrap: wrap; align-items: center; margin: .5rem 0; }
label { display: inline-flex; gap: .3rem; align-items: center; }
input, select, button { font: inherit; color: inherit; max-width: 100%; padding: .2rem .5rem; border: 1px solid var(--line); border-radius: 6px; background: light-dark(#fff, #22272e); }
input[type=checkbox] { accent-color: var(--ink); flex: none; }
button { cursor: pointer; }
p > button { margin: 0 0 .3rem; }
button:hover { border-color: var(--ink); }
:focus-visible { outline: 2px solid var(--ink); outline-offset: 1px; }
a { color: var(--ink); }
ul.plain { list-style: none; padding: 0; margin: 0; }
ul.plain li + li { margin-top: .3rem; }
#state.trouble { color: light-dark(#b00020, #ff8a80); }
@media (pointer: coarse), (max-width: 40rem) { input, select, button { min-height: 2.4rem; } input[type=checkbox] { min-width: 1.3rem; min-height: 1.3rem; } ul.plain li { padding: .25rem 0; } }
@media (max-width: 40rem) {
  #switches thead { display: none; }
  #switches, #switches tbody { display: block; }
  #switches tr { display: grid; grid-template-columns: 1fr auto; align-items: center; padding: .4rem 0; }
  #switches td { padding: 0; }
  #switches td:last-child { grid-column: 1 / -1; opacity: .75; }
}
`
